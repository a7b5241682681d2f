#!/bin/sh
# FILTER(?share = 4) where the share is 4.0: two numbers are equal if they are worth the same (SPARQL 1.1, 17.3: op
# numeric-equal), whichever kind and however written. Attean compares the characters and the kind: 4.0 is not 4, nor is
# 4.00, nor 04, and != finds them all. Greater and less it compares by value, so that 4.0 is at least 4 and at most 4 but
# not 4.
# Expected: carn, three times; true. Instead: ?share >= 4 && ?share <= 4.
# Seen with Attean 0.033 (libattean-perl of Debian 12, whose package lists have to be there), planned by its
# IDPQueryPlanner: none; false.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
packages=$(cd "$(dirname "$0")" && pwd)/perl-on-debian-12.txt
cd "$work"
xargs apt-get download -qq < "$packages" >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" .; done
PERL5LIB=$work/usr/share/perl5:$(echo "$work"/usr/lib/*-linux-gnu/perl5/5.*)
LD_LIBRARY_PATH=$(echo "$work"/usr/lib/*-linux-gnu)
export PERL5LIB LD_LIBRARY_PATH
cat > councils.ttl <<'T'
@prefix ex: <http://example.org/> .
ex:aston a ex:Council ; ex:stars 1 ; ex:region ex:north ; ex:after ex:barrow .
ex:barrow a ex:Council ; ex:stars 2 ; ex:region ex:south ; ex:after ex:carn .
ex:carn a ex:Council ; ex:stars 3 ; ex:share 4.0 .
ex:r1 ex:of ex:aston . ex:r2 ex:of ex:barrow .
T
cat > seen.pl <<'P'
use strict;
use warnings;
use Attean;
use Attean::RDF;

my $graph = iri("http://example.org/graph");
my $model = Attean::MutableQuadModel->new(store => Attean->get_store("Memory")->new);
my $data = do { local $/; open(my $file, "<", "councils.ttl") or die; <$file> };
$model->load_triples("turtle", $graph, $data);

sub answer {
    my $query = Attean->get_parser("SPARQL")->parse("PREFIX ex: <http://example.org/> $_[0]");
    my $rows = Attean::IDPQueryPlanner->new->plan_for_algebra($query, $model, [$graph])->evaluate($model);
    my @seen;
    while (my $row = $rows->next) {
        my @values = map { $row->value($_) } sort($query->in_scope_variables);
        push @seen, join(",", map { $_ ? $_->value =~ s{.*example\.org/}{}r : "-" } @values);
    }
    return join(" ", sort @seen);
}
print "Attean $Attean::VERSION\n";
my @known = (
    'SELECT ?c { ?c ex:share ?s FILTER(?s = 4) }' => "",
    'SELECT ?c { ?c ex:share ?s FILTER(?s = 4.00) }' => "",
    'SELECT ?c { ?c ex:share ?s FILTER(?s IN (4)) }' => "",
    'SELECT (1 = 1.0 AS ?x) {}' => "false",
    'SELECT ?c { ?c ex:share ?s FILTER(?s = 4.0) }' => "carn",
    'SELECT ?c { ?c ex:share ?s FILTER(?s >= 4 && ?s <= 4) }' => "carn",
);
my $wrong = 0;
while (my ($query, $known) = splice(@known, 0, 2)) {
    my $seen = answer($query);
    print "$query: $seen\n";
    $wrong = 1 if $seen ne $known;
}
exit($wrong);
P
perl seen.pl 2>/dev/null
