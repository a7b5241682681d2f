#!/bin/sh
# A title in Atom without a type: <title>Under &lt;section 15&gt; of the Act</title>. Without one it is as if
# type="text" stood there (RFC 4287, 3.1.1: MUST), and a text has no markup (3.1.1.1). feedparser-rs takes it for HTML
# and cleans it: what is between angle brackets is gone, "Heath & Reform" is "Heath &amp; Reform", and fewer than < 2
# stars are &lt; 2. So it is with summaries; with type="text" written out, and in contents without a type, all is
# right. Its README has titles among what bears HTML, yet where the type is written it tells text from HTML.
# Expected: the same with and without. Instead: fastfeedparser, or type="text" in one's own feeds. Seen with
# feedparser-rs 0.7.1: see `known`; fastfeedparser 0.6.5: the same both ways.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check feedparser-rs==0.7.1 fastfeedparser==0.6.5 2>/dev/null
cd "$work"
"$work/venv/bin/python" - <<'P'
import sys
from html import escape
from importlib.metadata import version

import fastfeedparser
import feedparser_rs

FEED = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Steps</title><id>http://example.org/steps</id>
<updated>2003-06-01T00:00:00Z</updated><author><name>Team</name></author><entry><title%s>%s</title>
<id>http://example.org/1</id><updated>2003-04-01T00:00:00Z</updated><link href="http://example.org/1"/>
<summary%s>%s</summary><content>%s</content></entry></feed>"""

print("feedparser-rs", version("feedparser-rs"), "fastfeedparser", version("fastfeedparser"))
seen = []
for title in ("Under <section 15> of the Act", "Heath & Reform", "Councils with < 2 stars"):
    for kind in (' type="text"', ""):
        feed = FEED % (kind, escape(title), kind, escape(title), escape(title))
        entry = feedparser_rs.parse(feed).entries[0]
        assert fastfeedparser.parse(feed).entries[0].title == title
        assert entry.content[0].value == title and entry.summary == entry.title
        print(f"<title{kind}> {title!r}: title and summary {entry.title!r}")
        seen.append((entry.title == title, entry.title))
known = [
    (True, "Under <section 15> of the Act"), (False, "Under  of the Act"),
    (True, "Heath & Reform"), (False, "Heath &amp; Reform"),
    (True, "Councils with < 2 stars"), (False, "Councils with &lt; 2 stars"),
]
sys.exit(seen != known)
P
