#!/bin/sh
# The region of councils with more than one star, and the others without it: OPTIONAL { ?c ex:region ?r FILTER(?s > 1) }.
# A filter that stands in an OPTIONAL is its condition, and sees what was found before (SPARQL 1.1, 6.2 and 18.2.2.6:
# LeftJoin with the filter as its expression). In Attean ?s has no value there, so that no council has a region; what
# the optional part itself finds may be compared.
# Expected: aston,- barrow,south carn,-. Instead: the pattern that gives ?s once more within the OPTIONAL.
# Seen with Attean 0.033 (libattean-perl of Debian 12, whose package lists have to be there), planned by its
# IDPQueryPlanner: none has a region.
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
    'SELECT ?c ?r { ?c ex:stars ?s OPTIONAL { ?c ex:region ?r FILTER(?s > 1) } }' => "aston,- barrow,- carn,-",
    'SELECT ?c ?r { ?c ex:stars ?s OPTIONAL { ?c ex:region ?r FILTER(?r = ex:south) } }' =>
        "aston,- barrow,south carn,-",
    'SELECT ?c ?r { ?c ex:stars ?s OPTIONAL { ?c ex:region ?r ; ex:stars ?s FILTER(?s > 1) } }' =>
        "aston,- barrow,south carn,-",
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
