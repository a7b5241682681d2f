#!/bin/sh
# Meetings of a board, as iCalendar. A time without Z or zone is local, wherever one is (RFC 5545, 3.3.5, form 1): ten
# o'clock for ical-js-parser is ten o'clock UTC, with a Z that it writes too. Of CATEGORIES and COMMENT, of which there
# may be more than one (3.6.1), it keeps the last. A parameter in quotes has colons and semicolons as text (3.1,
# QSAFE-CHAR): the place after ALTREP="http://example.org/hall" is //example.org/hall":Town Hall for it, and ical cuts
# such a parameter off at the semicolon. A text's \\ is one backslash (3.3.11): of C:\\new ical makes C:\, the end of a
# line and ew, and it splits CATEGORIES at the commas that are escaped, as text. No error; plain lines are right.
# Expected: what ical.js reads. Instead: ical.js. Seen with ical-js-parser 0.7.4, ical 0.8.0: see `known`; ical.js
# 2.2.1.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts ical-js-parser@0.7.4 ical@0.8.0 ical.js@2.2.1 rrule@2.4.1 >/dev/null
cat > seen.mjs <<'J'
import jsParser from "ical-js-parser"
import ical from "ical"
import ICAL from "ical.js"

const text = [
  "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//board//EN",
  "BEGIN:VEVENT", "UID:a", "DTSTAMP:20030401T000000Z", "DTSTART:20030401T100000",
  String.raw`SUMMARY:Board\, first: C:\\new`,
  'LOCATION;ALTREP="http://example.org/hall":Town Hall',
  'CONTACT;X-NOTE="weekdays; mornings":The clerk',
  String.raw`CATEGORIES:reviews\, all,stars`, "CATEGORIES:board", "COMMENT:one", "COMMENT:two",
  "END:VEVENT", "END:VCALENDAR", "",
].join("\r\n")
const [byParser] = (jsParser.default ?? jsParser).toJSON(text).events
const byIcal = ical.parseICS(text).a
const right = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent")
const all = (name) => right.getAllProperties(name).flatMap((property) => property.getValues())
const seen = {
  "time, ical-js-parser": byParser.dtstart.value,
  "time, ical.js": right.getFirstPropertyValue("dtstart").toICALString(),
  "comments, ical-js-parser": byParser.comment,
  "comments, ical.js": all("comment"),
  "place, ical-js-parser": byParser.location,
  "place, ical.js": right.getFirstPropertyValue("location"),
  "note, ical": byIcal.contact.params["X-NOTE"],
  "note, ical.js": right.getFirstProperty("contact").getParameter("x-note"),
  "summary, ical": byIcal.summary,
  "summary, ical.js": right.getFirstPropertyValue("summary"),
  "categories, ical": byIcal.categories,
  "categories, ical.js": all("categories"),
}
const known = {
  "time, ical-js-parser": "20030401T100000Z",
  "time, ical.js": "20030401T100000",
  "comments, ical-js-parser": "two",
  "comments, ical.js": ["one", "two"],
  "place, ical-js-parser": '//example.org/hall":Town Hall',
  "place, ical.js": "Town Hall",
  "note, ical": '"weekdays',
  "note, ical.js": "weekdays; mornings",
  "summary, ical": "Board, first: C:\\\new",
  "summary, ical.js": "Board, first: C:\\new",
  "categories, ical": ["reviews\\", "all", "stars", "board"],
  "categories, ical.js": ["reviews, all", "stars", "board"],
}
console.log(JSON.stringify(seen, null, 1))
process.exit(JSON.stringify(seen) === JSON.stringify(known) ? 0 : 1)
J
TZ=UTC node seen.mjs
