"""Hostile queries, in families. `{trap}` is the address of a listener that nobody may reach, `{canary}` the
path of a file that nobody may open.

None is more than the engine bears: what nests or chains is as much as we let through, or one more, which is
refused before the engine sees it.
"""

P, P2 = "<http://example.org/p>", "<http://example.org/q>"
DEPTHS = (40, 51)


def _nested(opening: str, middle: str, closing: str, around: str = "ASK {{ {} }}"):
    for depth in DEPTHS:
        yield around.format(opening * depth + middle + closing * depth)


def nesting():
    """Brackets of every kind, as deep as they may be, and deeper."""
    yield from _nested("{", "", "}")
    yield from _nested("OPTIONAL {", " ?s ?p ?o ", "}")
    yield from _nested("{ ?s ?p ?o } UNION {", "", "}")
    yield from _nested("(", "1", ")", "ASK {{ FILTER({}) }}")
    yield from _nested("!", "1", "", "ASK {{ FILTER({}) }}")
    yield from _nested("-", "1", "", "ASK {{ FILTER({}) }}")
    yield from _nested("1+", "1", "", "ASK {{ FILTER({}) }}")
    yield from _nested("1||", "1", "", "ASK {{ FILTER({}) }}")
    yield from _nested("IF(1,1,", "1", ")", "ASK {{ FILTER({}) }}")
    yield from _nested("(", P, ")", "ASK {{ ?s {} ?o }}")
    yield from _nested("^", P, "", "ASK {{ ?s {} ?o }}")
    yield from _nested("(", P, ")*", "ASK {{ ?s {} ?o }}")
    yield from _nested("(", "1", ")", "ASK {{ ?s ?p {} }}")
    yield from _nested(f"[ {P} ", "1", " ]", "ASK {{ ?s ?p {} }}")
    yield from _nested("{ SELECT * {", "", "} }")
    yield from _nested("FILTER EXISTS {", "?s ?p ?o", "}")
    yield from _nested("MINUS {", "?s ?p ?o", "}")
    yield from _nested("GRAPH ?g {", "", "}")


def paths():
    """Paths that close for ever, or have many steps."""
    for steps in (50, 152):
        yield f"ASK {{ ?s {'/'.join([P] * steps)} ?o }}"
        yield f"ASK {{ ?s {'|'.join([P] * steps)} ?o }}"
    yield f"SELECT * {{ ?s (!{P})* ?o }}"
    yield f"SELECT (COUNT(*) AS ?n) {{ ?s (!{P}|!^{P})* ?o . ?o (!{P}|!^{P})* ?z }}"
    yield f"SELECT * {{ ?s ((!{P})+/(!{P})+)+ ?o . ?o (!{P2})* ?s }}"
    yield f"SELECT * {{ ?s (((!{P})*)*)* ?o }}"
    yield f"SELECT * {{ ?s (!{P})?/(!{P})?/(!{P})?/(!{P})?/(!{P})? ?o }}"


def products():
    """Cartesian products, counted, sorted, gathered, compared."""
    for size in (3, 5, 9):
        body = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(size))
        yield f"SELECT (COUNT(*) AS ?n) {{ {body} }}"
        yield f"SELECT * {{ {body} }} ORDER BY ?o0 DESC(?s1)"
        yield f"SELECT DISTINCT * {{ {body} }}"
        yield f"SELECT (GROUP_CONCAT(?o0) AS ?x) {{ {body} }}"
        yield f"SELECT ?s0 (SUM(?o1) AS ?x) {{ {body} }} GROUP BY ?s0 ?s1 ?s2"
        yield f"CONSTRUCT {{ ?s0 ?p1 ?o2 }} {{ {body} }}"
        yield f"DESCRIBE ?s0 {{ {body} }}"
    values = " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(100)))} }}" for n in range(9))
    yield f"SELECT * {{ {values} }}"
    yield f"ASK {{ {values} FILTER(?v0 + ?v1 + ?v2 + ?v3 + ?v4 > 9999) }}"
    yield f"SELECT * {{ {values} }} OFFSET 99999999999999"
    yield "SELECT * { ?a ?b ?c MINUS { ?d ?e ?f } MINUS { ?a ?h ?i . ?j ?k ?l . ?m ?n ?o } }"
    yield "SELECT * { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i OPTIONAL { ?j ?k ?l } } } }"
    yield "SELECT * { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f . ?g ?h ?i FILTER(?c = ?f + ?i) } }"


def doublings():
    """Values that double."""
    for call in (
        "CONCAT(?x{0}, ?x{0})",
        "REPLACE(?x{0}, '.', '$0$0')",
        "ENCODE_FOR_URI(CONCAT(?x{0}, '%', ?x{0}))",
        "STRLANG(CONCAT(STR(?x{0}), STR(?x{0})), 'en')",
        "UCASE(CONCAT(?x{0}, ?x{0}))",
    ):
        for times in (20, 40):
            binds = " ".join(f"BIND({call.format(n)} AS ?x{n + 1})" for n in range(times))
            yield f"SELECT (STRLEN(?x{times}) AS ?n) {{ BIND('12345678' AS ?x0) {binds} }}"
    yield "SELECT (GROUP_CONCAT(CONCAT(STR(?s), STR(?t), STR(?u))) AS ?x) { ?s ?p ?o . ?t ?q ?r . ?u ?v ?w }"
    sums = " ".join(f"BIND(?x{n} * ?x{n} AS ?x{n + 1})" for n in range(60))
    yield f"SELECT ?x60 {{ BIND(3.3 AS ?x0) {sums} }}"


def regexes():
    """Patterns: wrong, empty, long, of what the engine has not."""
    for pattern in (
        "a+b*$",
        ".*a.*",
        "(",
        "[",
        "*",
        "",
        "(?=a)b",
        "(a)\\\\1",
        "\\\\p{L}",
        "(?i)A",
        "a{3}",
        "^$",
    ):
        yield f"ASK {{ FILTER(REGEX('{'a' * 500}!', '{pattern}')) }}"
    yield "SELECT (REPLACE(STR(?o), '(.*)', '$1$1') AS ?x) { ?s ?p ?o . ?t ?q ?r }"


def services():
    """SERVICE in all disguises."""
    to = "<{trap}/sparql>"
    for word in (
        "SERVICE",
        "service",
        "SeRvIcE",
        "SERVICE SILENT",
        "service silent",
        "SERVICE#c\n",
        "SERVICE\t\n ",
        "SERVICE #<\n SILENT #>\n",
    ):
        yield f"ASK {{ {word} {to} {{ ?s ?p ?o }} }}"
        yield f"SELECT * {{ {word}{to}{{ ?s ?p ?o }} }}"
    for word in (
        "\\u0053ERVICE",
        "S\\u0045RVICE",
        "\\U00000053ERVICE",
        "ſERVICE",
        "ＳＥＲＶＩＣＥ",
        "SER\u200bVICE",
    ):
        yield f"ASK {{ {word} {to} {{}} }}"
    yield f"ASK {{ VALUES ?x {{ {to} }} SERVICE ?x {{ ?s ?p ?o }} }}"
    yield "ASK { BIND(IRI('{trap}/') AS ?x) SERVICE SILENT ?x { ?s ?p ?o } }"
    yield "PREFIX t: <{trap}/> ASK { SERVICE t:sparql { ?s ?p ?o } }"
    yield "PREFIX SERVICE: <{trap}/> ASK { SERVICE SERVICE:x { ?s ?p ?o } }"
    yield "PREFIX : <{trap}/> ASK { SERVICE:x{ ?s ?p ?o } }"
    yield "BASE <{trap}/> ASK { SERVICE <sparql> { ?s ?p ?o } }"
    yield "BASE <{trap}/> ASK { SERVICE <> { ?s ?p ?o } }"
    for around in (
        "SELECT * {{ {{ SELECT * {{ {} }} }} }}",
        "ASK {{ FILTER EXISTS {{ {} }} }}",
        "ASK {{ ?s ?p ?o MINUS {{ {} }} }}",
        "CONSTRUCT {{ ?s ?p ?o }} {{ {} }}",
        "DESCRIBE ?s {{ {} }}",
        "ASK {{ OPTIONAL {{ {} }} }}",
        "ASK {{ GRAPH ?g {{ {} }} }}",
        "ASK {{ {{}} UNION {{ {} }} }}",
        "SELECT * {{ ?s ?p ?o LATERAL {{ {} }} }}",
        "SELECT (EXISTS {{ {} }} AS ?x) {{}}",
        "ASK {{}} HAVING (EXISTS {{ {} }})",
        "SELECT * {{}} ORDER BY EXISTS {{ {} }}",
    ):
        yield around.format(f"SERVICE {to} {{ ?s ?p ?o }}")
    yield f"ASK {{ FILTER(?a<1)SERVICE#>\n{to}{{}} }}"
    yield f"ASK {{ ?s ?p '\\u0027' . SERVICE {to} {{}} #'\n }}"
    yield f"ASK {{ ?s ?p '\\u0027' . SERVICE {to} {{}} ?a ?b '\\u0027' }}"
    yield f'ASK {{ ?s ?p """\\u0022""" . SERVICE {to} {{}} #"""\n }}'
    yield f"ASK {{ ?s ?p '\\\\' . SERVICE {to} {{}} #'\n }}"
    yield f"ASK {{ ?s ?p ?o }} # \\u000A SERVICE {to} {{}}"
    yield f"ASK {{ #\r SERVICE {to} {{}}\n }}"
    for scheme in (
        "file://{canary}",
        "ftp://127.0.0.1/x",
        "http+unix://%2Frun%2Fx/",
        "//127.0.0.1/",
        "http://[::1]:1/",
        "http://0x7f.1:1/",
        "http://2130706433:1/",
        "gopher://127.0.0.1:1/",
        "data:text/csv,s",
    ):
        yield f"ASK {{ SERVICE <{scheme}> {{ ?s ?p ?o }} }}"


def datasets():
    """FROM of what is not here."""
    for place in (
        "{trap}/data.nt",
        "file://{canary}",
        "file:///etc/passwd",
        "file:/etc/passwd",
        "/etc/passwd",
        "../../../../etc/passwd",
        "file:///proc/self/environ",
        "ftp://127.0.0.1/x",
        "data:text/turtle,<a:b><a:b><a:b>",
        "http://169.254.169.254/latest/meta-data/",
        "jar:file:///x!/y",
    ):
        yield f"SELECT * FROM <{place}> {{ ?s ?p ?o }}"
        yield f"SELECT * FROM NAMED <{place}> {{ GRAPH <{place}> {{ ?s ?p ?o }} }}"
    yield "CONSTRUCT { ?s ?p ?o } FROM <{trap}/x> WHERE { ?s ?p ?o }"
    yield "DESCRIBE <{trap}/x> FROM <{trap}/x>"
    yield "BASE <file:///etc/> SELECT * FROM <passwd> { ?s ?p ?o }"


def updates():
    """What would change, load or clear."""
    yield from (
        "LOAD <{trap}/x>",
        "LOAD SILENT <file://{canary}> INTO GRAPH <a:b>",
        "INSERT DATA { <a:b> <a:b> 1 }",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP ALL",
        "CREATE GRAPH <a:b>",
        "COPY DEFAULT TO <a:b>",
        "MOVE <a:b> TO <a:c>",
        "ADD <a:b> TO DEFAULT",
        "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <{trap}/x> { ?s ?p ?o } }",
        "ASK {} ; LOAD <{trap}/x>",
        "ASK {}\nCLEAR ALL",
        "WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    )


def bytes_and_sizes():
    """Strange characters, and much of everything."""
    yield "ASK {}\x00"
    yield "\x00"
    yield "ASK { ?s ?p '\x00' }"
    yield "ASK { <http://x/\x00> ?p ?o }"
    yield "\ufeffASK {}"
    yield "ASK { ?s ?p '\ufffe\uffff' }"
    yield "ASK { ?s ?p '\\uD800' }"
    yield "ASK { ?s ?p '\\uDFFF\\uD800' }"
    yield "ASK { ?s ?p '\\U00110000' }"
    yield "ASK { ?\u202es ?p ?o }"
    yield "ASK {" + " " * 1_000 + "}"
    yield "ASK { #" + "x" * 1_000 + "\n }"
    yield "ASK { ?s ?p '" + "x" * 1_000 + "' }"
    yield "ASK { ?" + "x" * 1_000 + " ?p ?o }"
    yield "ASK { <http://x/" + "x" * 1_000 + "> ?p ?o }"
    yield "ASK { " + "?s ?p ?o . " * 151 + "}"
    yield "SELECT * { " + " ".join(f"?v{n} ?w{n} ?x{n} ." for n in range(60)) + "}"
    yield "ASK { VALUES ?x { " + "1 " * 1_000 + "} }"
    yield "".join(f"PREFIX p{n}: <http://x/{n}>\n" for n in range(2_000)) + "ASK {}"
    yield "ASK { FILTER(?x IN (" + ",".join(map(str, range(1_000))) + ")) }"
    yield "SELECT " + " ".join(f"({n} AS ?v{n})" for n in range(151)) + " {}"
    yield "ASK { " + "{} UNION " * 151 + "{} }"
    yield "ASK { " + "OPTIONAL { ?s ?p ?o } " * 76 + "}"
    yield "SERVICE " * 1_000
    yield "FROM " * 1_000
    yield "#" * 1_000


def values():
    """Numbers, dates and functions at their ends."""
    for expression in (
        "1e999999999",
        "9" * 1_000,
        "1.0e-400 / 0",
        "'x'^^<http://www.w3.org/2001/XMLSchema#integer> + 1",
        "'-99999999999-01-01T00:00:00Z'^^<http://www.w3.org/2001/XMLSchema#dateTime>",
        "<java:java.lang.Runtime.exec>('id')",
        "<http://jena.apache.org/ARQ/function#localname>(<file:///etc/passwd>)",
        "<file:///bin/sh>('x')",
        "<http://www.w3.org/2001/XMLSchema#string>(<{trap}/>)",
        "IRI('file://{canary}')",
        "SHA512('" + "x" * 50_000 + "')",
        "SUBSTR('x', -1e308, 1e308)",
    ):
        yield f"SELECT (({expression}) AS ?x) {{}}"


FAMILIES = (
    nesting, paths, products, doublings, regexes, services, datasets, updates, bytes_and_sizes, values,
)  # fmt: skip


def queries(trap: str, canary: str) -> list[tuple[str, str]]:
    """All of them, each with the name of its family."""
    return [
        (family.__name__, text.replace("{trap}", trap).replace("{canary}", canary))
        for family in FAMILIES
        for text in family()
    ]  # fmt: skip
