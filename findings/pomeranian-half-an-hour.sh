#!/bin/sh
# How long a step lasted, as ISO 8601 writes it: PT0.5H, PT1.5H; the smallest part may have a fraction, with a comma or
# a point (8601:2004, 4.4.3.2; the comma is preferred, 4.2.2.4). pomeranian-durations, "based on the ISO-8601 format",
# knows that PT0.5H is 30 minutes and equal to PT30M, and inHours gives PT1.5H for 90 minutes itself. Added to a date it
# is nothing, and taken from ten o'clock it is a whole hour, since the date's own hours are whole. With a comma it is 0
# seconds. And to round up adds one to what is whole already: ceilWeeks("P5W") is P6W, ceilHours("PT2H") is PT3H, which
# no rounding up does; the README has P1.1W to P2W. Weeks for PostgreSQL are "3 undefined". No error.
# Expected: half past ten, half past nine; 5400 seconds; P5W, PT2H; weeks or days. Instead, for parts of an hour with a
# point: normalizeTime first. Seen with pomeranian-durations 1.11.4: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts pomeranian-durations@1.11.4 >/dev/null
cat > seen.cjs <<'J'
const p = require("pomeranian-durations")

const time = (day) => day.toISOString().slice(11, 16)
const ten = () => new Date("2003-04-01T10:00:00Z")
const seen = [
  `minutes: ${p.asMinutes("PT0.5H")}, equal: ${p.eq("PT0.5H", "PT30M")}, 90 minutes: ${p.inHours("PT90M")}`,
  `half an hour after ten: ${time(p.addToDate("PT0.5H", ten()))}; as minutes: ${time(p.addToDate("PT30M", ten()))}`,
  `before ten: ${time(p.subtractFromDate("PT0.5H", ten()))}; as minutes: ${time(p.subtractFromDate("PT30M", ten()))}`,
  `with a comma: ${p.asSeconds("PT1,5H")}; with a point: ${p.asSeconds("PT1.5H")}`,
  `up: ${p.ceilWeeks("P5W")} ${p.ceilHours("PT2H")} ${p.ceilDays("P13D")}; of more: ${p.ceilWeeks("P1.1W")}`,
  `to PostgreSQL: ${p.toPostgres("P3W")}`,
]
console.log(seen.join("\n"))
const known = [
  "minutes: 30, equal: true, 90 minutes: PT1.5H",
  "half an hour after ten: 10:00; as minutes: 10:30",
  "before ten: 09:00; as minutes: 09:30",
  "with a comma: 0; with a point: 5400",
  "up: P6W PT3H P14D; of more: P2W",
  "to PostgreSQL: 3 undefined",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
TZ=UTC node seen.cjs
