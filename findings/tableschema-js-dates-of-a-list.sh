#!/bin/sh
# A column whose dates are of a list, the days on which the results were published: "constraints": {"enum":
# ["2002-12-12"]} (Table Schema, constraints, enum: the value must be one of them, which are of the field's type).
# tableschema (npm) makes dates of both and asks whether they are one object, which two dates never are: the day that is
# in the list is reported as not in it, as months, places, times and lists are. Text, numbers and years are compared as
# such. A right table does not pass.
# Expected: the values, for each is the one that its list has. Instead: "minimum" and "maximum" with the same date, or
# frictionless (Python). Seen with tableschema 1.12.6: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts tableschema@1.12.6 >/dev/null
cat > seen.cjs <<'J'
const { Field } = require("tableschema")

const cast = (type, value, constraints) => {
  try {
    new Field({ name: "seen", type, constraints }).castValue(value)
    return "valid"
  } catch (error) {
    return error.message.match(/conform to the "(\w+)" constraint/)[1]
  }
}
const seen = [["string", "Barrow"], ["integer", "3"], ["year", "2002"], ["yearmonth", "2002-12"], ["date", "2002-12-12"],
  ["datetime", "2002-12-12T10:00:00Z"], ["geopoint", "-0.1,51.5"]].map(([type, value]) =>
  `${type} ${value}: ${cast(type, value, { enum: [value] })}`)
seen.push(`date, minimum and maximum: ${cast("date", "2002-12-12", { minimum: "2002-12-12", maximum: "2002-12-12" })}`)
console.log(seen.join("\n"))
const known = ["string Barrow: valid", "integer 3: valid", "year 2002: valid", "yearmonth 2002-12: enum",
  "date 2002-12-12: enum", "datetime 2002-12-12T10:00:00Z: enum", "geopoint -0.1,51.5: enum",
  "date, minimum and maximum: valid"]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.cjs
