#!/bin/sh
# A day before, as a duration: -P1D (XML Schema 2, 3.2.6.1, which has the ISO 8601 form with a sign before it; ISO
# 8601-2, 4.4.1.9, too). date-duration, for "ISO 8601-formatted durations", looks for the P and passes over what stands
# before it: the day before 1 April is 2 April. multiply(-1), "a new duration", is right while it is an object, and its
# text, "in ISO 8601 format", is P-1D, which it does not read itself. And "the sum of both", of a day and of ten hours,
# is a TypeError: days and hours add to their like alone.
# Expected: 31 March or an error; a text that can be read; P1DT10H. Instead: subtractFrom with P1D. Seen with
# date-duration 2.0.0: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts date-duration@2.0.0 >/dev/null
cat > seen.mjs <<'J'
import duration from "date-duration"

const april = () => new Date("2003-04-01T12:00:00Z")
const day = (made) => made.toISOString().slice(0, 10)
const tried = (work) => {
  try {
    return work()
  } catch (error) {
    return `${error.name}: ${error.message}`
  }
}
const back = duration("P1D").multiply(-1)
const again = tried(() => duration(back.toString()).toString())
const seen = [
  `-P1D added: ${day(duration("-P1D").addTo(april()))}, written ${duration("-P1D")}`,
  `P1D taken off: ${day(duration("P1D").subtractFrom(april()))}`,
  `times -1, added: ${day(back.addTo(april()))}, written ${back}, read: ${again}`,
  `a day and a day: ${tried(() => duration("P1D").add(duration("P1D")).toString())}`,
  `a day and ten hours: ${tried(() => duration("P1D").add(duration("PT10H")).toString())}`,
]
console.log(seen.join("\n"))
const known = [
  "-P1D added: 2003-04-02, written P1D",
  "P1D taken off: 2003-03-31",
  "times -1, added: 2003-03-31, written P-1D, read: Error: Invalid duration: invalid ISO format (P-1D)",
  "a day and a day: P2D",
  "a day and ten hours: TypeError: Cannot convert undefined or null to object",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
TZ=UTC node seen.mjs
