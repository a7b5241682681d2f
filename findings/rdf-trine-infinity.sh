#!/bin/sh
# "No upper bound" as "INF"^^xsd:double, in Turtle. Without quotes a double has digits and an exponent (Turtle, 2.5.2
# and rule 21), so INF, -INF and NaN need quotes and their datatype; so does "5.", a double in XML Schema, whose point would
# end the sentence. The Turtle writer of RDF::Trine has all of XML Schema's forms without quotes: neither another
# reader nor its own takes the file. Its N-Triples are right.
# Expected: "INF"^^xsd:double and so on. Instead: N-Triples. Seen with RDF::Trine 1.019 (librdf-trine-perl of Debian 12,
# whose package lists have to be there): INF, -INF, NaN, 5. without quotes; 1.5e3 as it should.
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
cat > seen.pl <<'P'
use strict;
use warnings;
use RDF::Trine qw(iri literal statement);

my @seen;
for my $number ("INF", "-INF", "NaN", "5.", "1.5e3") {
    my $model = RDF::Trine::Model->temporary_model;
    $model->add_statement(statement(iri("http://example.org/council"), iri("http://example.org/most"),
        literal($number, undef, "http://www.w3.org/2001/XMLSchema#double")));
    my $turtle = RDF::Trine::Serializer->new("turtle")->serialize_model_to_string($model);
    my $again = RDF::Trine::Model->temporary_model;
    eval { RDF::Trine::Parser->new("turtle")->parse_into_model("http://example.org/", $turtle, $again) };
    push @seen, $turtle =~ s/.*> (.*) \.\n/$1/sr . ": " . ($@ ? "refused" : "read");
}
print "RDF::Trine $RDF::Trine::VERSION\n", map { "$_\n" } @seen;
exit(join("; ", @seen) ne "INF: refused; -INF: refused; NaN: refused; 5.: refused; 1.5e3: read");
P
perl seen.pl
