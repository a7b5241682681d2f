#!/bin/sh
# Per cent: `100 * ?bad / ?all`. A product goes on as long as there are factors (SPARQL 1.1, rule 117: UnaryExpression
# and any number of '*' or '/' with another), and HAVING takes one condition after another (rule 22: HavingCondition+).
# RDF::Query, whose own text calls it a complete SPARQL 1.1, reads one of each and refuses the rest: the third factor
# if a blank stands before its sign (100*?bad/?all is read), and the second condition, while sums may be long.
# Expected: 25; the council with one review. Instead: brackets, or no blanks; && between the conditions. Seen with
# RDF::Query 2.918 on RDF::Trine 1.019 (Debian 12, whose package lists have to be there): both refused.
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
ex:aston ex:bad 1 ; ex:all 4 ; ex:review ex:r1 . ex:barrow ex:review ex:r2, ex:r3 .
T
cat > ask.pl <<'P'
use strict;
use warnings;
use RDF::Query;
use RDF::Trine;

my $model = RDF::Trine::Model->temporary_model;
my $data = do { local $/; open(my $file, "<", "councils.ttl") or die; <$file> };
RDF::Trine::Parser->new("turtle")->parse_into_model("http://example.org/", $data, $model);

sub answer {
    my $query = RDF::Query->new("PREFIX ex: <http://example.org/> $_[0]", { lang => "sparql11" });
    return "refused" if !$query;
    my $rows = $query->execute($model);
    my @names = $rows->binding_names;
    my @seen;
    while (my $row = $rows->next) {
        push @seen, join(",", map { $_ ? $_->value =~ s{.*example\.org/}{}r : "-" } @{$row}{@names});
    }
    return @seen;
}
print "RDF::Query $RDF::Query::VERSION\n";
my @seen;
for my $sum ("100 * ?bad / ?all", "100*?bad/?all", "(100 * ?bad) / ?all", "100 - ?bad - ?all") {
    push @seen, "$sum: " . join(" ", answer("SELECT ($sum AS ?x) { ?c ex:bad ?bad ; ex:all ?all }"));
}
for my $having ("(COUNT(?r) > 0) (COUNT(?r) < 2)", "(COUNT(?r) > 0 && COUNT(?r) < 2)") {
    push @seen, "$having: " . join(" ", answer("SELECT ?c { ?c ex:review ?r } GROUP BY ?c HAVING $having"));
}
my @known = (
    "100 * ?bad / ?all: refused",
    "100*?bad/?all: 25.0",
    "(100 * ?bad) / ?all: 25.0",
    "100 - ?bad - ?all: 95",
    "(COUNT(?r) > 0) (COUNT(?r) < 2): refused",
    "(COUNT(?r) > 0 && COUNT(?r) < 2): aston",
);
print map { "$_\n" } @seen;
exit(join("|", @seen) ne join("|", @known));
P
perl ask.pl
