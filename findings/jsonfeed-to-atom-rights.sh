#!/bin/sh
# A JSON feed made Atom by jsonfeed-to-atom. An item may have content_text, content_html or both ("JSON Feed 1", items);
# an entry of Atom has at most one content (RFC 4287, 4.1.2), and jsonfeed-to-atom gives it two, which no Atom is. Of
# the author of the feed it makes who has the rights in it, with the year in which it runs, "© 2026": a JSON feed says
# nothing of rights, and a council's may be under an open licence. An item without a date, which JSON Feed allows, was
# updated at the moment of running, so that it is new to a reader each time. And the next page it looks for in another
# format by the letters "json", wherever they stand: of http://json.example.org/2.json it makes
# http://xml.example.org/2.json. Its README's example shows rights, and a next page whose name ends in .xml; it says
# nothing of two contents or of dates, and has an option for the feed's own address alone.
# Expected: one content, no rights, the host as it was. Seen with jsonfeed-to-atom 1.2.5: see
# `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts jsonfeed-to-atom@1.2.5 >/dev/null
cat > seen.cjs <<'J'
const toAtom = require("jsonfeed-to-atom")

const began = new Date().toISOString()
const atom = toAtom({
  version: "https://jsonfeed.org/version/1",
  title: "What changed",
  home_page_url: "http://json.example.org/",
  feed_url: "http://json.example.org/feed.json",
  next_url: "http://json.example.org/2.json",
  author: { name: "Review Team" },
  items: [
    { id: "urn:example:1", title: "Barrow", content_text: "Weak", content_html: "<b>Weak</b>", date_published: "2003-04-01T00:00:00Z" },
    { id: "urn:example:2", title: "Aston", content_text: "Fair" },
  ],
})
console.log(atom)
const [, first, second] = atom.split("<entry>")
const updated = /<updated>(.*?)<\/updated>/.exec(second)[1]
const seen = [
  `contents of the first: ${first.split("<content ").length - 1}`,
  `rights of this year: ${atom.includes(`<rights>© ${began.slice(0, 4)} Review Team</rights>`)}`,
  `second updated now: ${updated >= began && updated <= new Date().toISOString()}`,
  /rel="next" href="(.*?)"/.exec(atom)[1],
]
console.log(seen.join("\n"))
const known = ["contents of the first: 2", "rights of this year: true", "second updated now: true", "http://xml.example.org/2.json"]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
TZ=UTC node seen.cjs
