#!/bin/sh
# A feed made of others' entries, as Atom has them: each entry keeps the metadata of where it is from in `source`. An
# entry without an author of its own has those of its source, and those of the feed only if there are none either (RFC
# 4287, 4.2.1). @rowanmanning/feed-parser does not look into `source`: what the Audit Commission wrote is by the team
# that collects, and nothing tells that it was not. An entry with its own author is right.
# Expected: Audit Commission. Instead: feedsmith, which gives the source as it stands. Seen with
# @rowanmanning/feed-parser 2.1.5: Collecting team.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @rowanmanning/feed-parser@2.1.5 feedsmith@3.0.1 >/dev/null
cat > seen.mjs <<'J'
import { parseFeed } from "@rowanmanning/feed-parser"
import { parseFeed as feedsmith } from "feedsmith"

const author = (name) => `<author><name>${name}</name></author>`
const head = (number) => `<title>Stars</title><id>tag:example.org,2003:${number}</id><updated>2003-12-13T18:30:02Z</updated>`
const feed = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">${head(0)}${author("Collecting team")}
  <entry>${head(1)}<content>a</content><source>${head(2)}${author("Audit Commission")}</source></entry>
  <entry>${head(3)}<content>b</content>${author("Inspectorate")}</entry></feed>`
const names = (authors) => (authors ?? []).map(({ name }) => name).join(", ")
const items = parseFeed(feed).toJSON().items.map((item) => names(item.authors))
const other = feedsmith(feed).feed.entries.map((entry) => names(entry.authors ?? entry.source?.authors))
console.log(`@rowanmanning/feed-parser: ${items.join("; ")}\nfeedsmith: ${other.join("; ")}`)
process.exit(items.join("; ") === "Collecting team; Inspectorate" && other.join("; ") === "Audit Commission; Inspectorate" ? 0 : 1)
J
node seen.mjs
