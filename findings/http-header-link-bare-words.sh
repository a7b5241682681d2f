#!/bin/sh
# Pages of an answer, by the header Link: `<…?page=2>; rel=next, <…?page=9>; rel=last`. A value is a word as it stands
# or a text in quotes, as the sender likes (RFC 8288, 3: link-param). @hugoalh/http-header-link, which names that RFC,
# keeps a bare word only where the header ends with it: before a comma, a semicolon or a space the value is "", so that
# getByRel("next") finds no page and a client stops at the first. And rel="next prev", two relations of one link (3.3),
# is one with a space in its name. Quoted single words are right. No error.
# Expected: next and last, a title, next. Instead: http-link-header. Seen with @hugoalh/http-header-link 1.0.3: see
# `known`; http-link-header 1.1.4: all.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @hugoalh/http-header-link@1.0.3 http-link-header@1.1.4 >/dev/null
cat > seen.mjs <<'J'
import { HTTPHeaderLink } from "@hugoalh/http-header-link"
import LinkHeader from "http-link-header"

const [second, last] = ["<http://example.org/rows?page=2>", "<http://example.org/rows?page=9>"]
const seen = [`${second}; rel="next", ${last}; rel="last"`, `${second}; rel=next, ${last}; rel=last`,
  `${second}; title=Councils; rel="next"`, `${second}; rel="next prev"`].map((header) => {
  const links = new HTTPHeaderLink(header)
  const values = [...links.entries()].map(([, parameters]) => JSON.stringify(parameters)).join(" ")
  return `${values}: next ${links.getByRel("next").length}; http-link-header ${LinkHeader.parse(header).rel("next").length}`
})
console.log(seen.join("\n"))
const known = [
  '{"rel":"next"} {"rel":"last"}: next 1; http-link-header 1',
  '{"rel":""} {"rel":"last"}: next 0; http-link-header 1',
  '{"title":"","rel":"next"}: next 1; http-link-header 1',
  '{"rel":"next prev"}: next 0; http-link-header 1',
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
