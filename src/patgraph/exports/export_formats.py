"""The formats of an export; `export` writes them. Whoever only offers them loads no more."""

from patgraph import media

#: Many files, one a table.
TABLES = ("csv", "parquet")
OFFERED = ("nq", "nq-view", "trig", "ttl", "ttl12", "nt12", *TABLES)
#: Every name of a format that may be asked for.
FORMATS = media.spellings(OFFERED)
