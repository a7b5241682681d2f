#!/bin/sh
# In the order of their days, where one has no day: what is unbound comes before all values (SPARQL 1.1, 15.1). For
# RDF::Query it is as great as each of them, so that sorting ends where it stands: b, none, a is in order. Which rows
# come out so depends on how they came in, which is by chance, another time otherwise; whoever takes the first of
# ORDER BY DESC(?day) for the latest has a row by chance. Without the unbound one the order is right.
# Expected: none out of order. Instead: ORDER BY BOUND(?day) ?day, or COALESCE(?day, ""). Seen with RDF::Query 2.918 on
# RDF::Trine 1.019 (Debian 12, whose package lists have to be there): 10 of 12.
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

echo > councils.ttl
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
sub wrong {
    my ($key, @values) = @_;
    my $order = "ORDER BY $key";
    return grep { join(" ", answer("SELECT ?day { VALUES ?day { $_ } } $order")) !~ /^(- )?a( a)* b$/ } @values;
}
my @some = ('"b" UNDEF "a"', '"a" UNDEF "b"', 'UNDEF "b" "a"', 'UNDEF "a" "b"', '"b" "a" UNDEF', '"a" "b" UNDEF');
push @some, map { "$_ \"a\"" } @some;
my @all = map { s/UNDEF/"a"/r } @some;
printf "out of order, of %d: %d with one unbound, %d without\n", scalar @some, scalar wrong("?day", @some),
    scalar wrong("?day", @all);
printf "instead: %d, %d\n", scalar wrong("BOUND(?day) ?day", @some), scalar wrong('COALESCE(?day, "")', @some);
exit(!wrong("?day", @some) || wrong("?day", @all) || wrong("BOUND(?day) ?day", @some));
P
perl ask.pl
