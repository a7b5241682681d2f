#!/bin/sh
# A grant of 12345678.5 pounds as a double, written as Turtle. A number without quotes stands for the literal with these
# very characters (Turtle, 2.5.2), so a writer has to keep them, or at least what they are worth. EasyRdf writes each
# double by PHP's %e, which has seven digits: 12345680, off by 1.5 pounds. INF becomes 0, and an integer beyond 64 bits
# the greatest that PHP has, where xsd:integer has no such end. N-Triples from the same graph keep all.
# Expected: 1.23456785e7; INF; 12345678901234567890. Instead: N-Triples, or decimals. Seen with EasyRdf 1.0.0
# (php-easyrdf of Debian 12, whose package lists have to be there; PHP 8.2): 1.234568e+7; 0.000000e+0;
# 9223372036854775807.
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
    "12345678.5e0" => '1.234568e+7; "12345678.5e0"',
    '"INF"^^xsd:double' => '0.000000e+0; "INF"',
    "12345678901234567890" => '9223372036854775807; "12345678901234567890"',
    "12345678.5" => '12345678.5; "12345678.5"',
];
$seen = [];
foreach (array_keys(KNOWN) as $number) {
    $graph = new EasyRdf\Graph();
    $graph->parse(PREFIXES . "<http://example.org/grant> <http://example.org/of> $number .", "turtle");
    preg_match('/ ([^ ]+) \.$/m', trim(strstr($graph->serialise("turtle"), "grant")), $short);
    preg_match('/("[^"]*")/', $graph->serialise("ntriples"), $long);
    $seen[$number] = "$short[1]; $long[1]";
}
echo implode("\n", array_map(fn($what, $found) => "$what: $found", array_keys($seen), $seen)), "\n";
exit($seen === KNOWN ? 0 : 1);
P
usr/bin/php8.2 -n -d extension_dir="$(echo "$work"/usr/lib/php/20*)" -d extension=tokenizer -d extension=ctype \
  -d extension=xml -d extension=mbstring seen.php
