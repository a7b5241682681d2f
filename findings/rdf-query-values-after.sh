#!/bin/sh
# A value that a caller may leave out is UNDEF in a VALUES block, and constrains nothing (SPARQL 1.1, 10.2.1). A block
# that stands after the pattern is joined with it like one before (18.2.2.6), as patgraph's questions have them on
# either side. RDF::Query joins rightly if the block comes first or after the whole query; if it stands last in the
# group, UNDEF takes the value away that the pattern had found: the row is there and nobody knows of which council it
# speaks, and a value in the block that is not there can no longer be told from one that is left out.
# Expected: aston,1 barrow,2 carn,4 in all three. Instead: VALUES at the head of the group. Seen with RDF::Query 2.918
# on RDF::Trine 1.019 (Debian 12, whose package lists have to be there): -,1 -,2 -,4 for the block at the end.
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
ex:aston ex:stars 1 . ex:barrow ex:stars 2 . ex:carn ex:stars 4 .
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
for my $where ("{ VALUES ?c { UNDEF } ?c ex:stars ?s }", "{ ?c ex:stars ?s } VALUES ?c { UNDEF }",
                "{ ?c ex:stars ?s VALUES ?c { UNDEF } }", "{ ?c ex:stars ?s VALUES (?c ?s) { (ex:aston UNDEF) (UNDEF 2) } }",
                "{ ?c ex:stars ?s VALUES ?c { ex:aston } }") {
    push @seen, "$where: " . join(" ", sort(answer("SELECT ?c ?s $where")));
}
my @known = (
    "{ VALUES ?c { UNDEF } ?c ex:stars ?s }: aston,1 barrow,2 carn,4",
    "{ ?c ex:stars ?s } VALUES ?c { UNDEF }: aston,1 barrow,2 carn,4",
    "{ ?c ex:stars ?s VALUES ?c { UNDEF } }: -,1 -,2 -,4",
    "{ ?c ex:stars ?s VALUES (?c ?s) { (ex:aston UNDEF) (UNDEF 2) } }: -,2 aston,-",
    "{ ?c ex:stars ?s VALUES ?c { ex:aston } }: aston,1",
);
print map { "$_\n" } @seen;
exit(join("|", @seen) ne join("|", @known));
P
perl ask.pl
