#!/bin/sh
# Which "weak" of a report is meant, by a quote with what stands around it: {exact: "weak", prefix, suffix} (Web
# Annotation Data Model, 4.2.4, Text Quote Selector, which dom-anchor-text-quote names: the quote is where all three
# are). Reports say the same of year after year, so that the words before are alike and those after tell.
# dom-anchor-text-quote does not look at the suffix once the prefix is found anywhere: of three judgements it takes the
# one nearest to the middle of the document, for the first as for the last, also with selectors that it made itself.
# With another prefix, or a hint of the place, it is right. Nothing is said, and what is found reads the same.
# Expected: each where it was. Instead: search for prefix + exact + suffix as one text, and pass its place as `hint`.
# Seen with dom-anchor-text-quote 4.0.2 (diff-match-patch 1.0.5): the second, three times.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts dom-anchor-text-quote@4.0.2 dom-anchor-text-position@4.0.0 diff-match-patch@1.0.5 >/dev/null
cat > seen.cjs <<'J'
const quote = require("dom-anchor-text-quote")

// it reads no more of a node than the text
const textContent = ["2002", "2003", "2004"].map((year) => `The council as a whole has been judged weak in ${year}, and its services alike. `).join("")
const places = [...textContent.matchAll(/weak/g)].map(({ index }) => index)
const nth = (start) => places.indexOf(start) + 1
const seen = []
for (const [i, start] of places.entries()) {
  const selector = quote.fromTextPosition({ textContent }, { start, end: start + 4 })
  const whole = selector.prefix + selector.exact + selector.suffix
  const right = textContent.indexOf(whole) + selector.prefix.length
  const alone = textContent.split(whole).length === 2
  const found = quote.toTextPosition({ textContent }, selector)
  const hinted = quote.toTextPosition({ textContent }, selector, { hint: right })
  seen.push(`${i + 1} (in ${selector.suffix.slice(4, 8)}, ${alone ? "one place" : "several"}): ${nth(found.start)}, with a hint ${nth(hinted.start)}, by the whole ${nth(right)}`)
}
console.log(seen.join("\n"))
const known = [
  "1 (in 2002, one place): 2, with a hint 1, by the whole 1",
  "2 (in 2003, one place): 2, with a hint 2, by the whole 2",
  "3 (in 2004, one place): 2, with a hint 3, by the whole 3",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.cjs
