#!/bin/sh
# BibTeX as its manual has it: a text of several pieces is joined with `#`, a macro is a word outside braces and quotes,
# and an entry may stand in round brackets, @report(…) ("BibTeXing", btxdoc, 2.1, items 2 and 3). A value in braces is text,
# and blanks around `=` are as one likes. The bibtex package of Tcl's library, which says that macros are expanded,
# leaves the signs between pieces in the text, and expands the macro in braces, too: "The ac of 2002" is "The Audit
# Commission of 2002". After title={ without a blank an `=` in the text begins another field. Of two entries in a line
# it makes one, and what is in round brackets it skips, with a word; the others it says nothing of.
# Expected: Audit Commission of 2002; ac; one title; two entries, twice. Instead: bib2xml of
# bibutils, an entry to a line. Seen with tcllib 1.21 (bibtex 0.7) and Tcl 8.6 of Debian 12, whose package lists have to be there: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq tcllib=1.21+dfsg-1 tcl8.6=8.6.13+dfsg-2 libtcl8.6=8.6.13+dfsg-2 2>/dev/null >&2
for package in *.deb; do dpkg -x "$package" root; done
cat > seen.tcl <<'T'
puts "bibtex [package require bibtex]"
set macro "@string{ac = \"Audit Commission\"}\n"
foreach text [list \
  "${macro}@report{a, title = ac # \" of \" # {2002}, year = 2003}" \
  "${macro}@report{a, title = {The ac of 2002}, year = 2003}" \
  "@report{a, title = {Weak = one star}, year = 2003}" \
  "@report{a, title={Weak = one star}, year=2003}" \
  "@report{a, title = {One}} @report{b, title = {Two}}" \
  "@report(a, title = {One})\n@report{b, title = {Two}}"] {
  puts [bibtex::parse $text]
}
T
libraries=$(dirname "$(find root -name 'libtcl8.6.so*' | head -n 1)")
LD_LIBRARY_PATH=$libraries TCL_LIBRARY=root/usr/share/tcltk/tcl8.6 TCLLIBPATH=root/usr/share/tcltk/tcllib1.21 \
  root/usr/bin/tclsh8.6 seen.tcl > seen.txt 2>/dev/null
cat seen.txt
cat > known.txt <<'K'
bibtex 0.7
{report a {title {Audit Commission # of # 2002} year 2003}}
{report a {title {The Audit Commission of 2002} year 2003}}
{report a {title {Weak = one star} year 2003}}
{report a {title=\{weak {one star} year 2003}}
{report a {title One title Two}}
{report b {title Two}}
K
cmp seen.txt known.txt
