#!/bin/sh
# A robots.txt with a Sitemap line among its user-agent lines. The group's rules are for all of its agents, and lines
# that are no part of the protocol "MUST NOT interfere with the parsing of explicitly defined records"; the one named as
# an example is Sitemaps, which "MUST NOT terminate a group" (RFC 9309, 2.2.4). Four readers end the group there: the
# agent before the line has no rules at all, and may fetch what is closed to it. A Crawl-delay there does the same.
# patgraph goes by such files when it visits links. gpyrobotstxt, after Google's, goes on.
# Expected: not allowed. Instead: gpyrobotstxt, or take Sitemap lines out first. Seen with robots-txt-parse 2.0.1 and
# robots-txt-guard 1.0.2, robots-txt-parser 2.0.3, reppy2 0.3.6, robotexclusionrulesparser 1.7.1: allowed; gpyrobotstxt
# 1.0.0: not.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts robots-txt-parse@2.0.1 robots-txt-guard@1.0.2 \
    robots-txt-parser@2.0.3 >/dev/null
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check \
    reppy2==0.3.6 robotexclusionrulesparser==1.7.1 gpyrobotstxt==1.0.0 2>/dev/null
cat > seen.cjs <<'J'
const { readFileSync } = require("fs")
const { Readable } = require("stream")
const guard = require("robots-txt-guard"), parse = require("robots-txt-parse")
const parser = require("robots-txt-parser")

const text = readFileSync("robots.txt", "utf8"), site = "http://example.org"
async function main() {
  const guarded = guard(await parse(Readable.from([Buffer.from(text)])))
  const parsed = parser({ userAgent: "councils" })
  parsed.parseRobots(site, text)
  for (const agent of ["councils", "stars"]) {
    parsed.setUserAgent(agent)
    console.log(`${agent}: robots-txt-guard ${guarded.isAllowed(agent, "/drafts/1")}, robots-txt-parser ${
      parsed.canCrawlSync(`${site}/drafts/1`)}`)
  }
}
main()
J
cat > seen.py <<'P'
import time

from gpyrobotstxt.robots_cc import RobotsMatcher
from reppy.parser import Rules
from robotexclusionrulesparser import RobotExclusionRulesParser

text, site = open("robots.txt").read(), "http://example.org"
rules, other = Rules(f"{site}/robots.txt", 200, text, time.time() + 600), RobotExclusionRulesParser()
other.parse(text)
for agent in ("councils", "stars"):
    third = RobotsMatcher().allowed_by_robots(text.encode(), [agent], f"{site}/drafts/1")
    print(f"{agent}: reppy2 {rules.allowed(f'{site}/drafts/1', agent)}, robotexclusionrulesparser"
          f" {other.is_allowed(agent, f'{site}/drafts/1')}, gpyrobotstxt {third}")
P
printf '%s\n' 'User-agent: councils' 'Sitemap: http://example.org/sitemap.xml' 'User-agent: stars' \
    'Disallow: /drafts/' > robots.txt
node seen.cjs > seen.txt
venv/bin/python -W ignore seen.py >> seen.txt
cat seen.txt
cat > known.txt <<'T'
councils: robots-txt-guard true, robots-txt-parser true
stars: robots-txt-guard false, robots-txt-parser false
councils: reppy2 True, robotexclusionrulesparser True, gpyrobotstxt False
stars: reppy2 False, robotexclusionrulesparser False, gpyrobotstxt False
T
cmp seen.txt known.txt
