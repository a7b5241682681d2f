#!/bin/sh
# What happened lately, as an Atom feed: each entry has the feed's own address (rel="self"), what it is about
# (rel="related") and its page (rel="alternate", or no rel, which is the same: RFC 4287, 4.2.7.2).
# @extractus/feed-extractor takes the first link, whatever it says of itself: the link of the entry is the feed, or a
# source, and the page is not in what it gives. Where the page comes first it is right, so that the order of links,
# which means nothing, decides. And a title of which a part is in <![CDATA[…]]> loses the spaces around it, so that
# words grow together.
# Expected: the page, each time, and "Heath & Reform now". Instead: @rowanmanning/feed-parser or feedsmith. Seen with
# @extractus/feed-extractor 8.0.3: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @extractus/feed-extractor@8.0.3 \
    @rowanmanning/feed-parser@2.1.5 >/dev/null
cat > seen.mjs <<'J'
import { extractFromXml } from "@extractus/feed-extractor"
import { parseFeed } from "@rowanmanning/feed-parser"

const self = '<link rel="self" href="http://example.org/feed.atom"/>'
const related = '<link rel="related" href="http://example.org/report"/>'
const feed = (links, title) => `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Steps</title>
  <id>tag:example.org,2003:f</id><updated>2003-12-13T18:30:02Z</updated><author><name>Team</name></author><entry>
  <title>${title}</title><id>tag:example.org,2003:1</id><updated>2003-12-13T18:30:02Z</updated>${links}</entry></feed>`
const page = ['<link rel="alternate" href="http://example.org/page"/>', '<link href="http://example.org/page"/>']
const seen = [[page[0] + self, "Barrow"], [self + page[0], "Barrow"], [related + page[1], "Barrow"],
  [page[1], "Heath &amp; Reform now"], [page[1], "Heath <![CDATA[& Reform]]> now"]].map(([links, title]) => {
  const [{ link, title: name }] = extractFromXml(feed(links, title)).entries
  const [item] = parseFeed(feed(links, title)).toJSON().items
  return `${link} ${name}; ${item.url} ${item.title}`
})
console.log(seen.join("\n"))
const address = "http://example.org/"
const known = [
  `${address}page Barrow; ${address}page Barrow`, `${address}feed.atom Barrow; ${address}page Barrow`,
  `${address}report Barrow; ${address}page Barrow`, `${address}page Heath & Reform now; ${address}page Heath & Reform now`,
  `${address}page Heath& Reformnow; ${address}page Heath & Reform now`,
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
