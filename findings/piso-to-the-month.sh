#!/bin/sh
# From April to May 2003, in short: 2003-04/05. What the end of an interval leaves out on its left is that of its
# beginning (ISO 8601-1, time intervals: 2003-04-01/05 is to the 5th of April; where the beginning is a month, the end
# is one). @0dep/piso takes the last number for a day each time: 2003-04/05 ends on 5 April, 2003-11/12 on 12 November.
# Written out it is right, and so is a day after a day. No error; a month beyond 12, 2003-04/13, which is no month, is
# the 13th.
# Expected: 2003-05-01, as for 2003-04/2003-05. Instead: write both ends out, as EDTF asks anyway. Seen with @0dep/piso
# 5.1.2: 2003-04-05.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @0dep/piso@5.1.2 >/dev/null
cat > seen.cjs <<'J'
const { parseInterval } = require("@0dep/piso")

const seen = ["2003-04/2003-05", "2003-04/05", "2003-11/12", "2003-04-01/05", "2003-04-01/05-15"].map((text) =>
  `${text}: ${parseInterval(text).toJSON().replace(/T00:00:00.000Z/g, "")}`)
console.log(seen.join("\n"))
const known = ["2003-04/2003-05: 2003-04-01/2003-05-01", "2003-04/05: 2003-04-01/2003-04-05",
  "2003-11/12: 2003-11-01/2003-11-12", "2003-04-01/05: 2003-04-01/2003-04-05", "2003-04-01/05-15: 2003-04-01/2003-05-15"]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
TZ=UTC node seen.cjs
