#!/bin/sh
# A ward whose code is the text "07" in one list and "7" in another, or a reference "1e3" beside "1000". Two literals
# are one term only if they have the same characters (RDF 1.1 Concepts, 3.3), whatever number they look like. EasyRdf
# compares by PHP's ==, for which texts that look like the same number are equal: the second is left out, when a file is
# read as when it is added by hand, in each format, and it counts one triple less. "7"@en is "07"@en too; with letters
# in them they are told apart.
# Expected: two, each time. Instead: codes that begin with a letter, or IRIs. Seen with EasyRdf 1.0.0 (php-easyrdf of
# Debian 12, whose package lists have to be there; PHP 8.2): the first alone; of "a7" and "a07" both.
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
    '"07", "7"' => '"07"',
    '"1e3", "1000"' => '"1e3"',
    '"1.0", "1"' => '"1.0"',
    '"7"@en, "07"@en' => '"7"@en',
    '"a7", "a07"' => '"a7" "a07"',
];
$seen = [];
foreach (array_keys(KNOWN) as $codes) {
    $graph = new EasyRdf\Graph();
    $graph->parse(PREFIXES . "ex:ward ex:code $codes .", "turtle");
    preg_match_all('/> ("[^ ]*) \.$/m', $graph->serialise("ntriples"), $found);
    $seen[$codes] = implode(" ", $found[1]);
}
echo implode("\n", array_map(fn($what, $found) => "$what: $found", array_keys($seen), $seen)), "\n";
exit($seen === KNOWN ? 0 : 1);
P
usr/bin/php8.2 -n -d extension_dir="$(echo "$work"/usr/lib/php/20*)" -d extension=tokenizer -d extension=ctype \
  -d extension=xml -d extension=mbstring seen.php
