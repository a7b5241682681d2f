"""Many things of three councils, by chance, of which some are the first, the last, the lowest."""

from pyoxigraph import Literal, NamedNode, Quad

from patgraph.names import BASE, graph, pat, term

_COUNCILS = ("birmingham", "coventry", "haringey")
_ANSWERS = ("ofsted-inadequate", "ofsted-requires-improvement", "ofsted-good", "cqc-inadequate")
_MODALITIES = ("stated", "reported", "denied", "estimated")


def crowd(draw):
    """The quads of a dozen passages, and of what they say of teams, grades, reviews, concerns, figures."""
    passages = [NamedNode(f"{BASE}id/passage/note-2004/many-{at}") for at in range(12)]
    found = []
    for passage in passages:
        described = {
            term("rdf:type"): pat("Passage"),
            pat("inDocument"): NamedNode(f"{BASE}id/document/note-2004"),
            pat("startOffset"): Literal(draw.randint(0, 100)),
            pat("endOffset"): Literal(draw.randint(101, 189)),
            pat("locator"): Literal("somewhere"),
            pat("modality"): NamedNode(f"{BASE}concept/modality/{draw.choice(_MODALITIES)}"),
        }
        found += [Quad(passage, p, o, graph("document/note-2004")) for p, o in described.items()]
    for kind, many, said in _KINDS:
        for at in range(many):
            node = NamedNode(f"{BASE}id/{kind.lower()}/many-{at}")
            found.append(Quad(node, term("rdf:type"), pat(kind), graph("editorial")))
            for name, value in said.items():
                # Left out now and then; said by several, who may differ.
                for passage in draw.sample(passages, draw.choice((0, 1, 1, 1, 1, 2))):
                    found.append(Quad(node, _ROUND if name == "round" else pat(name), value(draw), passage))
    found += _grades_in_a_row(passages[0])
    return list(dict.fromkeys(found))


def _grades_in_a_row(passage):
    """Two lowest grades of a council, one after the other, then a better one, then a good one."""
    for at, answer in enumerate(("inadequate", "inadequate", "requires-improvement", "good")):
        node = NamedNode(f"{BASE}id/judgement/in-a-row/{at}")
        yield Quad(node, term("rdf:type"), pat("Judgement"), graph("editorial"))
        said = {
            "council": f"id/council/{_COUNCILS[1]}", "asAt": f"id/date/{2001 + at}",
            "answer": f"concept/answer/ofsted-{answer}", "question": "concept/question/ofsted-overall",
        }  # fmt: skip
        for name, value in said.items():
            yield Quad(node, pat(name), NamedNode(BASE + value), passage)


def _council(draw):
    return NamedNode(f"{BASE}id/council/{draw.choice(_COUNCILS)}")


def _day(draw):
    month = f"-{draw.randint(1, 12):02}" if draw.random() < 0.7 else ""
    return NamedNode(f"{BASE}id/date/{draw.randint(2001, 2005)}{month}")


def _concept(scheme, *names):
    return lambda draw: NamedNode(f"{BASE}concept/{scheme}/{draw.choice(names)}")


def _number(draw):
    return Literal(draw.randint(1, 4))


def _team(draw):
    return NamedNode(f"{BASE}id/engagement/many-{draw.randint(0, 4)}")


def _review(draw):
    return NamedNode(f"{BASE}id/review/many-{draw.randint(0, 4)}")


_ROUND = term("prov:wasGeneratedBy")
#: Classes, how many there are of each, and what is said of them.
_KINDS = [
    ("Engagement", 5, {"council": _council, "started": _day, "plannedStart": _day}),
    ("Intervention", 4, {"council": _council, "started": _day, "inForceAt": _day}),
    ("Review", 5, {"council": _council, "reported": _day}),
    ("Judgement", 8, {
        "council": _council, "asAt": _day, "answer": _concept("answer", *_ANSWERS),
        "question": _concept("question", "ofsted-overall", "ofsted-overall", "cqc-overall"),
    }),
    ("Concern", 4, {"council": _council, "category": _concept("theme", "money", "leaders")}),
    ("Arrangement", 3, {"engagement": _team, "started": _day}),
    ("Figure", 4, {"about": _council, "subject": _team, "value": _number, "atLeast": _number}),
    # What stands on a day among what happened in all councils.
    ("Judgement", 4, {"round": _review}),
    ("Review", 3, {"started": _day}),
    ("StarRating", 4, {"council": _council, "stars": _number, "asAt": _day, "round": _review}),
    ("Section114Notice", 3, {"council": _council, "started": _day}),
    ("Event", 3, {"council": _council, "started": _day, "provider": _concept("organisation", "trust")}),
    ("Figure", 4, {
        "council": _council, "asAt": _day, "measure": _concept("measure", "exceptional-financial-support"),
    }),
]  # fmt: skip
