"""An address of every kind of page, and what is done to a page before it is looked at."""

#: One address of every kind of page, the small ones of a kind where it is looked at whole.
PAGES = {
    "home": "/",
    "questions": "/queries",
    "about": "/about",
    "search with a correction": "/search?q=birmigham",
    "kinds": "/things",
    "sources": "/sources",
    "list": "/things/council",
    "council": "/doc/council/haringey",
    "council no source names": "/doc/council/adur",
    "engagement": "/doc/engagement/haringey",
    "intervention": "/doc/intervention/birmingham-special-measures",
    "person": "/doc/person/max-caller",
    "firm": "/doc/organisation/kpmg",
    "document": "/doc/document/cc-2004-11",
    "disagreement": "/doc/disagreement/birmingham-1-ended",
    "passage": "/doc/passage/dh-2004/birmingham-1-eight-months",
    "vocabularies": "/concept",
    "vocabulary": "/concept/activity",
    "concept": "/concept/role/assistant-director",
    "ontology": "/def",
    "ontology term": "/def/Engagement",
    "rules": "/shapes",
    "graphs": "/graph",
    "graph": "/graph/editorial",
    "dataset": "/dataset",
    "joins": "/joins",
    "guides": "/guides",
    "guide": "/guides/tables",
    "tables": "/tables",
    "conformance": "/conformance",
    "reconciliation": "/reconcile/about",
    "preview": "/reconcile/preview?id=council/haringey",
    "question": "/queries/engagements?sort=-council&has.council=Wal",
    "question with a chart": "/queries/star-history?council=haringey",
    "question with a wrong value": "/queries/engagements?council=nowhere",
    "question with several values": "/queries/timeline?several=council",
    "print": "/queries/engagements/print?council=haringey",
    "embed": "/embed/engagements",
    "compare form": "/compare",
    "compare form with a wrong value": "/compare?council=nowhere&council=walsall",
    "compare": "/compare?council=haringey&council=walsall",
    "sparql": "/sparql",
    "sparql with rows": "/sparql?query=SELECT+*+%7B+%3Fs+a+%3Fo+%7D+LIMIT+5",
    "sparql with a fault": "/sparql?query=SELECT+%3Fx+%7B%0A+%3Fx+a%0A%7D",
    "not found": "/doc/council/nowhere",
}
#: Open all that folds.
UNFOLD = "for (const each of document.querySelectorAll('details')) each.open = true"
#: Of what is many of one kind some are enough, but for the cells of a row.
FEW = """for (const parent of document.querySelectorAll('main, main *')) {
  const seen = {}, most = parent.tagName === 'MAIN' ? 3 * MOST : MOST;
  for (const each of [...parent.children]) {
    if (/^(TD|TH)$/.test(each.tagName)) continue;
    seen[each.tagName] = (seen[each.tagName] ?? 0) + 1;
    if (seen[each.tagName] > most) each.remove();
  }
}"""
