#!/bin/sh
# A feed in which one of the entries says where its data are: <content type="text/turtle" src="…"/>, as Atom allows: the
# type of a content is text, html, xhtml or a media type (RFC 4287, 4.1.3.1), and with src it should be one (4.1.3.2).
# atoma ("Atom, RSS and JSON feed parser") knows the three words: any media type is a ValueError, "not a valid
# AtomTextType", and no entry of the feed can be read, those before it neither. So it is with text/plain in the feed.
# Expected: the content, or its link; at least the other entries. Instead: feedparser-rs. Seen with atoma 0.0.17:
# ValueError; feedparser-rs 0.7.1: all entries.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check atoma==0.0.17 feedparser-rs==0.7.1 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import sys
from importlib.metadata import version

import atoma
import feedparser_rs

ENTRY = """<entry><title>Step %s</title><id>http://example.org/%s</id><updated>2003-04-01T00:00:00Z</updated>
<link href="http://example.org/%s"/><summary>Directions</summary>%s</entry>"""
CONTENTS = {
    "no content": "",
    "a word": "<content>Directions</content>",
    "text/turtle, elsewhere": '<content type="text/turtle" src="http://example.org/2.ttl"/>',
    "text/plain, here": '<content type="text/plain">Directions</content>',
}

print("atoma", version("atoma"), "feedparser-rs", version("feedparser-rs"))
seen = {}
for kind, content in CONTENTS.items():
    feed = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Steps</title><id>http://example.org/steps</id>
<updated>2003-06-01T00:00:00Z</updated><author><name>Team</name></author>"""
    feed += ENTRY % (1, 1, 1, "") + ENTRY % (2, 2, 2, content) + "</feed>"
    assert len(feedparser_rs.parse(feed).entries) == 2
    try:
        seen[kind] = len(atoma.parse_atom_bytes(feed.encode()).entries)
    except ValueError as error:
        seen[kind] = str(error)
    print(f"{kind}: {seen[kind]}")
wrong = [f"'{kind}' is not a valid AtomTextType" for kind in ("text/turtle", "text/plain")]
sys.exit(list(seen.values()) != [2, 2, *wrong])
P
