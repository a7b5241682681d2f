#!/bin/sh
# A link that says what it is, as RDFa 1.1: <a property="ex:notice" href="notice.html">. Without @rel and @content the
# value of @property is the address in @resource, @href or @src (RDFa Core 1.1, 7.5, step 11), resolved against the
# page's (7.4). RDF::RDFa::Parser does so with whole addresses and with @resource; a relative one in @href or @src,
# such as "notice.html", "/notice" or "#reasons", it leaves out, statement and all, without a warning. With @rel
# instead of @property each is found.
# Expected: five statements of @property. Instead: @rel, or @resource beside @href. Seen with RDF::RDFa::Parser 1.097
# (librdf-rdfa-parser-perl of Debian 12, whose package lists have to be there): whole, resource and rel alone.
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
cat > page.html <<'T'
<html xmlns="http://www.w3.org/1999/xhtml" prefix="ex: http://example.org/ns#"><head><title>Aston</title></head><body>
<p resource="#aston"><a property="ex:whole" href="http://example.org/d/notice.html">notice</a>
<a property="ex:relative" href="notice.html">notice</a> <a property="ex:part" href="#reasons">reasons</a>
<img property="ex:image" src="map.png" alt="map"/> <span property="ex:resource" resource="notice.html">notice</span>
<a rel="ex:rel" href="notice.html">notice</a></p></body></html>
T
cat > seen.pl <<'P'
use strict;
use warnings;
use RDF::RDFa::Parser;

my $page = do { local $/; open(my $file, "<", "page.html") or die; <$file> };
my $parser = RDF::RDFa::Parser->new($page, "http://example.org/d/aston.html",
    RDF::RDFa::Parser::Config->new("xhtml", "1.1"));
my $found = $parser->graph->get_statements(undef, undef, undef);
my @seen;
while (my $statement = $found->next) {
    push @seen, join(" ", map { $_->value =~ s{.*/}{}r =~ s/^ns#//r } $statement->predicate, $statement->object);
}
print "RDF::RDFa::Parser $RDF::RDFa::Parser::VERSION\n", map { "$_\n" } sort @seen;
exit(join("; ", sort @seen) ne "rel notice.html; resource notice.html; whole notice.html");
P
perl seen.pl
