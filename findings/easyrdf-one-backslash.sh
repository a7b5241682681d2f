#!/bin/sh
# A text with a backslash: "A\\B" in Turtle and N-Triples is A, one backslash, B (Turtle, 6.4). EasyRdf does not know it
# and leaves both, so what it writes, and reads again, has two, four, eight. The other escapes it replaces wherever they
# are found: "A\\nB" gets the end of a line after its backslash, and "A\\u0041" an A. Of \u00e9 it knows the capital
# letters alone, \u00E9, where HEX has both (rule 171s): the small ones stay as six characters.
# Expected: N-Triples of the same texts. Instead: the letters themselves, not their numbers; no backslash. Seen with
# EasyRdf 1.0.0 (php-easyrdf of Debian 12, whose package lists have to be there; PHP 8.2): "A\\\\B", after once more
# eight; "A\\\nB", "A\\A", "caf\\u00e9".
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
    '"A\\\\B"' => '"A\\\\\\\\B" "A\\\\\\\\\\\\\\\\B"',
    '"A\\\\nB"' => '"A\\\\\nB" "A\\\\\\\\\nB"',
    '"A\\\\u0041"' => '"A\\\\A" "A\\\\\\\\A"',
    '"caf\u00e9"' => '"caf\\\\u00e9" "caf\\\\\\\\u00e9"',
    '"caf\u00E9"' => '"caf\u00E9" "caf\u00E9"',
];
function again($statement, $format)
{
    $graph = new EasyRdf\Graph();
    $graph->parse($statement, $format);
    return $graph->serialise("ntriples");
}
$seen = [];
foreach (array_keys(KNOWN) as $text) {
    $once = again(PREFIXES . "ex:a ex:p $text .", "turtle");
    preg_match_all('/("[^"]*") \.$/m', $once . again($once, "ntriples"), $found);
    $seen[$text] = implode(" ", $found[1]);
}
echo implode("\n", array_map(fn($what, $found) => "$what: $found", array_keys($seen), $seen)), "\n";
exit($seen === KNOWN ? 0 : 1);
P
usr/bin/php8.2 -n -d extension_dir="$(echo "$work"/usr/lib/php/20*)" -d extension=tokenizer -d extension=ctype \
  -d extension=xml -d extension=mbstring seen.php
