#!/bin/sh
# Whom the rules of a robots.txt are for. One group may name several agents, all of whom have its rules, and several
# groups that name one agent "MUST be combined into one group" (RFC 9309, 2.2.1 and its example). robots-txt-parser
# keeps the last agent of a group: the others fall through to nobody's rules, not even those for `*`. robots-txt-guard,
# with what robots-txt-parse reads, takes the first group of an agent and forgets the second, `*` too, as in files which
# are put together from pieces. Neither README says so. robots-parser has both right.
# Expected: /drafts/ and /old/ are closed to councils and to stars. Instead: robots-parser. Seen with robots-txt-parser
# 2.0.3, robots-txt-parse 2.0.1, robots-txt-guard 1.0.2: see `known`; robots-parser 3.0.1: as expected.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts robots-txt-parse@2.0.1 robots-txt-guard@1.0.2 \
    robots-txt-parser@2.0.3 robots-parser@3.0.1 >/dev/null
cat > seen.cjs <<'J'
const { Readable } = require("stream")
const guard = require("robots-txt-guard"), parse = require("robots-txt-parse")
const parser = require("robots-txt-parser"), robots = require("robots-parser")

const site = "http://example.org"
const files = {
  "two agents":
    "User-agent: councils\nUser-agent: stars\nDisallow: /drafts/\nDisallow: /old/\n\nUser-agent: *\nDisallow: /\n",
  "two groups": "User-agent: councils\nDisallow: /drafts/\n\nUser-agent: councils\nDisallow: /old/\n",
  "two groups of all": "User-agent: *\nDisallow: /drafts/\n\nUser-agent: *\nDisallow: /old/\n",
}
async function main() {
  const seen = []
  for (const [kind, text] of Object.entries(files)) {
    const guarded = guard(await parse(Readable.from([Buffer.from(text)])))
    const parsed = parser({ userAgent: "councils", allowOnNeutral: true })
    parsed.parseRobots(site, text)
    const right = robots(`${site}/robots.txt`, text)
    const open = (may) => ["/drafts/1", "/old/1"].filter(may).join(" ") || "none"
    seen.push(`${kind}: open to councils: robots-txt-parser ${open((path) => parsed.canCrawlSync(site + path))
      }; robots-txt-guard ${open((path) => guarded.isAllowed("councils", path))
      }; robots-parser ${open((path) => right.isAllowed(site + path, "councils"))}`)
  }
  console.log(seen.join("\n"))
  const known = [
    "two agents: open to councils: robots-txt-parser /drafts/1 /old/1; robots-txt-guard none; robots-parser none",
    "two groups: open to councils: robots-txt-parser none; robots-txt-guard /old/1; robots-parser none",
    "two groups of all: open to councils: robots-txt-parser none; robots-txt-guard /old/1; robots-parser none",
  ]
  process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
}
main()
J
node seen.cjs
