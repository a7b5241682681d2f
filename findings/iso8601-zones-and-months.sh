#!/bin/sh
# When a step was published: 2003-04-01T10:00:00+01:00, ten o'clock in summer time, is 09:00 in UTC (ISO 8601:2004,
# 4.2.5.2; RFC 3339, 4.1: the zone is local time less UTC). isodate adds the hour where it has to take it off: 11:00,
# and 05:00 for 15:00 west of it. iso8601 puts the minutes behind the hours as digits, 1 hour and "00" are 6000 minutes:
# 28 March, or 22 April. A month, 2003-04, is the last day of March for isodate, a year the last of the year before, and
# six digits of a second are as many thousandths, two minutes too late. 2003-091, the 91st day, 1 April (4.1.3.2), is
# September for iso8601 and its fork iso8601-convert, and a week 1 January. No error; with Z and three digits all read.
# Expected: 09:00, 15:00, April, 2003, 10:00:00.123, 1 April. Instead: @antongolub/iso8601 1.2.2. Seen with isodate
# 0.1.4, iso8601 1.1.1, iso8601-convert 1.0.0: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts isodate@0.1.4 iso8601@1.1.1 iso8601-convert@1.0.0 @antongolub/iso8601@1.2.2 >/dev/null
cat > seen.cjs <<'J'
process.env.TZ = "UTC"
const readers = {
  isodate: require("isodate"),
  iso8601: require("iso8601").toDate,
  "iso8601-convert": require("iso8601-convert").toDate,
  antongolub: require("@antongolub/iso8601").default,
}
const texts = ["2003-04-01T10:00:00+01:00", "2003-04-01T10:00:00-05:00", "2003-04", "2003", "2003-04-01T10:00:00.123456Z", "2003-091", "2003-W14-2", "2003-04-01T10:00:00.500Z"]
const read = (reader, text) => {
  try {
    return reader(text).toISOString()
  } catch (error) {
    return error.constructor.name
  }
}
const seen = Object.entries(readers).flatMap(([name, reader]) => texts.map((text) => `${name} ${text}: ${read(reader, text)}`))
console.log(seen.join("\n"))
const known = {
  isodate: ["2003-04-01T11:00:00.000Z", "2003-04-01T05:00:00.000Z", "2003-03-31T00:00:00.000Z", "2002-12-31T00:00:00.000Z", "2003-04-01T10:02:03.456Z", "Error", "Error", "2003-04-01T10:00:00.500Z"],
  iso8601: ["2003-03-28T06:00:00.000Z", "2003-04-22T06:00:00.000Z", "2003-04-01T00:00:00.000Z", "2003-01-01T00:00:00.000Z", "2003-04-01T10:00:00.123Z", "2003-09-01T00:00:00.000Z", "2003-01-01T00:00:00.000Z", "2003-04-01T10:00:00.500Z"],
  "iso8601-convert": ["2003-04-01T09:00:00.000Z", "2003-04-01T15:00:00.000Z", "2003-04-01T00:00:00.000Z", "2003-01-01T00:00:00.000Z", "2003-04-01T10:00:00.123Z", "2003-09-01T00:00:00.000Z", "2003-01-01T00:00:00.000Z", "2003-04-01T10:00:00.500Z"],
  antongolub: ["2003-04-01T09:00:00.000Z", "2003-04-01T15:00:00.000Z", "2003-04-01T00:00:00.000Z", "2003-01-01T00:00:00.000Z", "2003-04-01T10:00:00.123Z", "2003-04-01T00:00:00.000Z", "2003-04-01T00:00:00.000Z", "2003-04-01T10:00:00.500Z"],
}
const lines = Object.entries(known).flatMap(([name, moments]) => moments.map((moment, i) => `${name} ${texts[i]}: ${moment}`))
process.exit(seen.join("\n") === lines.join("\n") ? 0 : 1)
J
TZ=UTC node seen.cjs
