#!/bin/sh
# A council that is open: `ex:open true;` with the sign right after the word, as many writers have it. In Turtle a
# literal may be followed by , ; . or ) without a blank (grammar, 7 predicateObjectList and 133s BooleanLiteral: white
# space is needed only where two terminals would run together). EasyRdf takes the sign for a part of the word and loses
# it, and what comes next is refused. After numbers, texts and names it needs no blank. A name with a dot within
# (ex:E06.1: rule 168s, PN_LOCAL) is refused as well.
# Expected: all read. Instead: a blank after true and false; IRIs in <> for names with a dot. Seen with EasyRdf 1.0.0
# (php-easyrdf of Debian 12, whose package lists have to be there; PHP 8.2): refused, all but those with a blank.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq php-easyrdf=1.0.0-3 php8.2-cli=8.2.36-1~deb12u1 php8.2-common=8.2.36-1~deb12u1 \
  php8.2-xml=8.2.36-1~deb12u1 php8.2-mbstring=8.2.36-1~deb12u1 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" .; done
LD_LIBRARY_PATH=$(echo "$work"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
cat > seen.php <<'P'
<?php
error_reporting(E_ALL & ~E_DEPRECATED);
set_include_path(__DIR__ . "/usr/share/php");
require "EasyRdf/autoload.php";
const PREFIXES = "@prefix ex: <http://example.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";

const KNOWN = [
    "ex:a ex:open true; ex:stars 3 ." => "refused",
    "ex:a ex:open true, false ." => "refused",
    "ex:a ex:open true." => "refused",
    "ex:a ex:was (true false) ." => "refused",
    "ex:a ex:ward ex:E06.1 ." => "refused",
    "ex:a ex:open true ; ex:stars 3 ." => 2,
    "ex:a ex:stars 3; ex:of ex:b." => 2,
];
$seen = [];
foreach (array_keys(KNOWN) as $turtle) {
    try {
        $seen[$turtle] = (new EasyRdf\Graph())->parse(PREFIXES . $turtle, "turtle");
    } catch (EasyRdf\Parser\Exception) {
        $seen[$turtle] = "refused";
    }
}
echo implode("\n", array_map(fn($what, $found) => "$what: $found", array_keys($seen), $seen)), "\n";
exit($seen === KNOWN ? 0 : 1);
P
usr/bin/php8.2 -n -d extension_dir="$(echo "$work"/usr/lib/php/20*)" -d extension=tokenizer -d extension=ctype \
  -d extension=xml -d extension=mbstring seen.php
