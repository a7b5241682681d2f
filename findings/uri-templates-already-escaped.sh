#!/bin/sh
# An address with a place for another: {+path}, where what is escaped already stays so: "Ynys%20M%C3%B4n" (RFC 6570, 1.5
# and 3.2.3: pct-encoded triplets are let through with `+` and `#`). rfc6570-expand and uri-template.js escape the
# percent sign again, %2520, which leads nowhere; @contentgrid/uri-template does so with all that has a letter in it,
# %C3. A letter with an accent in the template itself is to be escaped (3.1); these three and rfc6570-uri-template leave
# it. An empty list is as good as none (2.3), so {?tag} is nothing; for es6-url-template, and url-template of which it
# is a copy, it is "?tag=", a search for what has no name. All five name the RFC as theirs.
# Expected: /Ynys%20M%C3%B4n, /M%C3%B4n/1, nothing. Instead: url-template, with empty lists left out. Seen with
# rfc6570-expand 0.2.0, uri-template.js 0.1.2, rfc6570-uri-template 1.1.0, @contentgrid/uri-template 0.4.2,
# es6-url-template 3.0.2: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts rfc6570-expand@0.2.0 uri-template.js@0.1.2 \
    rfc6570-uri-template@1.1.0 @contentgrid/uri-template@0.4.2 es6-url-template@3.0.2 url-template@3.1.1 >/dev/null
cat > seen.mjs <<'J'
import { createRequire } from "node:module"
import Es6 from "es6-url-template"
import { parse } from "rfc6570-uri-template"
import { parseTemplate } from "url-template"

const require = createRequire(import.meta.url)
const Contentgrid = require("@contentgrid/uri-template").default
const old = require("uri-template.js")
const { init } = require("rfc6570-expand")
const values = { path: "Ynys%20M%C3%B4n", page: 1, tag: [] }
const libraries = {
  "rfc6570-expand": (template) => init(template).expand(values),
  "uri-template.js": (template) => old.expand(template, values),
  "rfc6570-uri-template": (template) => parse(template).expand(values),
  "@contentgrid/uri-template": (template) => new Contentgrid(template).expand(values),
  "es6-url-template": (template) => new Es6(template).expand(values),
  "url-template": (template) => parseTemplate(template).expand(values),
}
const seen = Object.entries(libraries).map(([name, expand]) =>
  `${name}: ${["/{+path}", "/Môn/{page}", "/{?tag}"].map(expand).join(" ")}`)
console.log(seen.join("\n"))
const known = [
  "rfc6570-expand: /Ynys%2520M%25C3%25B4n /Môn/1 /", "uri-template.js: /Ynys%2520M%25C3%25B4n /Môn/1 /",
  "rfc6570-uri-template: /Ynys%20M%C3%B4n /Môn/1 /", "@contentgrid/uri-template: /Ynys%20M%25C3%25B4n /Môn/1 /",
  "es6-url-template: /Ynys%20M%C3%B4n /M%C3%B4n/1 /?tag=", "url-template: /Ynys%20M%C3%B4n /M%C3%B4n/1 /?tag=",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
