#!/bin/sh
# An author with a suffix, in RIS: AU  - Team, Alpha, Jr. The order is family name, given name, suffix ("RIS Format
# Specifications", AU), other than BibTeX's, which has the suffix in the middle. astrocite-ris reads by BibTeX's order:
# the given name is "Jr." and the suffix "Alpha", so that styles which shorten given names print "Team, J., Alpha". A
# date of which the day is not known, 2003/04//, gets a third part that is "", which is no day. No error.
# Expected: given Alpha, suffix Jr.; [2003, 4]. Instead: @citation-js/plugin-ris. Seen with astrocite-ris 0.16.4: see
# `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts astrocite-ris@0.16.4 @citation-js/core@0.8.2 \
    @citation-js/plugin-ris@0.8.2 >/dev/null
cat > seen.cjs <<'J'
const { Cite } = require("@citation-js/core")
require("@citation-js/plugin-ris")
const { parse } = require("astrocite-ris")

const text = ["TY  - RPRT", "AU  - Team, Alpha, Jr.", "TI  - Stars", "PY  - 2003/04//", "ER  - ", ""].join("\r\n")
const shown = ({ author, issued }) => JSON.stringify([author[0], issued["date-parts"][0]], (key, value) =>
  value && value.family ? [value.family, value.given, value.suffix] : value)
const seen = [`astrocite-ris: ${shown(parse(text)[0])}`, `citation.js: ${shown(new Cite(text).data[0])}`]
console.log(seen.join("\n"))
const known = ['astrocite-ris: [["Team","Jr.","Alpha"],["2003","04",""]]', 'citation.js: [["Team","Alpha","Jr."],[2003,4]]']
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.cjs
