#!/bin/sh
# Names that sound alike, Ashcroft and Ascroft, found by Soundex. Letters of one group that stand side by side count
# once, also where an H or a W is between them: Ashcraft is A261 (National Archives, "The Soundex Indexing System",
# "Consonant Separators", whose example it is). soundex, soundex-phonetics and phonetics count them twice if an H or a W
# parts them, A226, so that such a name is not found by the code that an index or another tool has for it, nor by a
# spelling without the H; vowels part letters rightly. soundex's README refers to Wikipedia's article, which has the
# rule and the example. Nothing is said.
# Expected: A261 for both. Instead: soundex-code. Seen with soundex 0.2.1, soundex-phonetics 1.0.1, phonetics 1.0.7 and
# soundex-code 2.0.1: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts soundex@0.2.1 soundex-phonetics@1.0.1 phonetics@1.0.7 \
  soundex-code@2.0.1 >/dev/null
cat > seen.cjs <<'J'
const tools = {
  soundex: require("soundex"),
  "soundex-phonetics": require("soundex-phonetics"),
  phonetics: require("phonetics").soundex,
  "soundex-code": require("soundex-code").soundex,
}
const seen = Object.entries(tools).map(([name, code]) =>
  `${name}: ${["Ashcraft", "Ashcroft", "Ascroft", "Tymczak"].map((word) => String(code(word)).toUpperCase()).join(" ")}`)
console.log(seen.join("\n"))
const known = [
  "soundex: A226 A226 A261 T522",
  "soundex-phonetics: A226 A226 A261 T522",
  "phonetics: A226 A226 A261 T522",
  "soundex-code: A261 A261 A261 T522",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.cjs
