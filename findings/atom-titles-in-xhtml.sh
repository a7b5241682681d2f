#!/bin/sh
# A title in Atom with a word in italics, <title type="xhtml"> and a div in it: one of the three kinds that a text may
# be of, in which the value is what stands in the div (RFC 4287, 3.1.1.3). fastfeedparser and atoma read the text
# directly below the element, where there is none: an entry's title is "" or None, and the feed's None. Such a content
# fastfeedparser has, with the element <content> around it, which is no XHTML. No error. feedparser-rs has all three.
# Expected: "The case of Barrow" with its markup or without. Instead: feedparser-rs, or type="html". Seen with
# fastfeedparser 0.6.5, atoma 0.0.17: see `known`; feedparser-rs 0.7.1: as expected.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check \
    fastfeedparser==0.6.5 atoma==0.0.17 feedparser-rs==0.7.1 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import sys
from importlib.metadata import version

import atoma
import fastfeedparser
import feedparser_rs

XHTML = 'type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">The case of <i>Barrow</i></div>'
HTML = 'type="html">The case of &lt;i&gt;Barrow&lt;/i&gt;'
FEED = """<feed xmlns="http://www.w3.org/2005/Atom"><title %(title)s</title><id>http://example.org/steps</id>
<updated>2003-06-01T00:00:00Z</updated><author><name>Team</name></author><entry><title %(title)s</title>
<id>http://example.org/1</id><updated>2003-04-01T00:00:00Z</updated>
<link href="http://example.org/1"/></entry></feed>"""

print(*(f"{name} {version(name)}" for name in ("fastfeedparser", "atoma", "feedparser-rs")))
seen = []
for title in (HTML, XHTML):
    feed = FEED % {"title": title}
    one, two, three = fastfeedparser.parse(feed), atoma.parse_atom_bytes(feed.encode()), feedparser_rs.parse(feed)
    others = [part and part.value for part in (two.title, two.entries[0].title)]
    seen.append([one.feed.get("title"), one.entries[0].title, *others])
    assert three.feed.title == three.entries[0].title == "The case of <i>Barrow</i>"
    print(f"{title.split('>')[0]}: of the feed and of its entry: fastfeedparser {seen[-1][:2]}, atoma {seen[-1][2:]}")
kept = "The case of <i>Barrow</i>"
sys.exit(seen != [[kept] * 4, [None, "", None, None]])
P
