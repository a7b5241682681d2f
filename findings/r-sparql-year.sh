#!/bin/sh
# A year, "2003"^^xsd:gYear, is 2003 and no more. The package SPARQL of R makes seconds since 1970 of every date, and of
# a year those of the day and month on which it is asked: another number tomorrow than today, so that two runs of
# one script differ, and what is counted between a year and a date means nothing.
# Expected: a number, the text, or the year's first day. Instead: ask for CSV, where a year stays 2003 (read.csv of
# /sparql?query=…&format=csv), or for `STR(?year)`. Seen with SPARQL 1.16, XML 3.99-0.13, RCurl 1.98-1.10 on R 4.2.2, as
# Debian 12 has them; Rscript 4.2 has to be there.
set -eu
work=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
server=
apt-get download -qq r-cran-sparql=1.16-2 r-cran-xml=3.99-0.13-1 r-cran-rcurl=1.98-1.10+dfsg-1 r-cran-bitops=1.0-7-1 \
  >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" .; done
mkdir served
cat > served/answer.xml <<'X'
<?xml version="1.0"?>
<sparql xmlns="http://www.w3.org/2005/sparql-results#">
 <head><variable name="year"/><variable name="day"/></head>
 <results><result>
  <binding name="year"><literal datatype="http://www.w3.org/2001/XMLSchema#gYear">2003</literal></binding>
  <binding name="day"><literal datatype="http://www.w3.org/2001/XMLSchema#date">2003-02-01</literal></binding>
 </result></results>
</sparql>
X
python3 -u -m http.server --bind 127.0.0.1 --directory served 0 > port.txt 2>/dev/null &
server=$!
until grep -q port port.txt; do sleep 0.1; done
cat > seen.R <<'R'
suppressMessages(library(SPARQL))
where <- sub(".*port ([0-9]+).*", "http://127.0.0.1:\\1/answer.xml", readLines("port.txt")[1])
row <- SPARQL(where, "SELECT ?year ?day {}")$results
as_day <- function(seconds) as.Date(as.POSIXct(seconds, origin = "1970-01-01", tz = "UTC"))
cat("day:", class(row$day), format(as_day(row$day)), "\n")
cat("year:", class(row$year), format(as_day(row$year), "%Y"), "\n")
cat("month and day of the year are those of today:", format(as_day(row$year), "%m-%d") == format(Sys.Date(), "%m-%d"), "\n")
R
TZ=UTC R_LIBS="$work/usr/lib/R/site-library" Rscript seen.R | tee seen.txt
cat > known.txt <<'T'
day: numeric 2003-02-01 
year: numeric 2003 
month and day of the year are those of today: TRUE 
T
cmp seen.txt known.txt
