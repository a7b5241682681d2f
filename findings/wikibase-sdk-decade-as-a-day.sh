#!/bin/sh
# A date in Wikibase has a precision, 7 for a century, 8 for a decade, 9 for a year, 10 for a month and 11 for a day,
# the unit down to which it is significant ("Wikibase JSON format", time): in the 1990s is +1990-01-01T00:00:00Z with
# precision 8. wikibase-sdk's converter "simple-day", which leaves out what is not known, asks the digits instead: only
# zeros, and a 1 January of a year's precision, are left out. A decade is 1 January 1990, a century 1 January 1900, and
# a year that came with a month and a day, 2003-04-01 with precision 9, is a day in April. With zeros in it,
# +1990-00-00, the decade is a year. No error, and no precision beside it.
# Expected: 199, or 1990s, or nothing finer than a year; 2003. Instead: the converter "none", and the precision. Seen
# with wikibase-sdk 11.6.6: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts wikibase-sdk@11.6.6 >/dev/null
cat > seen.mjs <<'J'
import { simplifyClaim } from "wikibase-sdk"

const given = [["+2003-04-01", 11], ["+2003-04-00", 10], ["+2003-00-00", 9], ["+2003-01-01", 9], ["+2003-04-01", 9],
  ["+1990-01-01", 8], ["+1990-00-00", 8], ["+1900-01-01", 7]]
const seen = given.map(([day, precision]) => {
  const value = { time: `${day}T00:00:00Z`, timezone: 0, before: 0, after: 0, precision,
    calendarmodel: "http://www.wikidata.org/entity/Q1985727" }
  const mainsnak = { snaktype: "value", property: "P1", datatype: "time", datavalue: { type: "time", value } }
  const claim = { mainsnak, type: "statement", id: "Q1$1", rank: "normal" }
  return `${day}, precision ${precision}: ${simplifyClaim(claim, { timeConverter: "simple-day" })}`
})
console.log(seen.join("\n"))
const known = ["+2003-04-01, precision 11: 2003-04-01", "+2003-04-00, precision 10: 2003-04",
  "+2003-00-00, precision 9: 2003", "+2003-01-01, precision 9: 2003",
  "+2003-04-01, precision 9: 2003-04-01", "+1990-01-01, precision 8: 1990-01-01",
  "+1990-00-00, precision 8: 1990", "+1900-01-01, precision 7: 1900-01-01"]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
