"""Edits of what the files of a project say, as a curator makes them, and as none would."""

import random

from pyoxigraph import Quad

from patgraph.names import graph
from patgraph.questions import catalogue
from tests.support.broken import FILES, read


class Edited:
    """What the files of a project say, and that after a few edits."""

    def __init__(self, project):
        self.quads = [*project.quads(), *catalogue.quads(project.questions())]
        ours = [q for q in self.quads if q.graph_name not in (graph("shapes"), graph("catalogue"))]
        self.data = [q for q in ours if q.graph_name != graph("ontology")]
        self.ontology = [q for q in ours if q.graph_name == graph("ontology")]
        self.questions = [q for q in self.quads if q.graph_name == graph("catalogue")]

    def edited(self, draw, most=5, of_words=0.15, before=None):
        """The quads, or those `before`, after one to `most` edits, some of them of words."""
        quads = dict.fromkeys(self.quads if before is None else before)
        for _ in range(draw.randint(1, most)):
            words = draw.choice((self.ontology, self.ontology, self.questions))
            pool = words if draw.random() < of_words else self.data
            EDITS[draw.randrange(len(EDITS))](quads, draw.choice(pool), draw.choice(pool), draw)
        return quads

    def edited_together(self, seeds, **kind):
        """The quads after the edits of several dice, each thrown for itself."""
        found = [self.edited(random.Random(seed), **kind) for seed in seeds]
        left = [quad for quad in self.quads if all(quad in edited for edited in found)]
        held = set(self.quads)
        return dict.fromkeys([*left, *(quad for edited in found for quad in edited if quad not in held)])


def _remove(quads, one, other, draw):
    quads.pop(one, None)


def _another_value(quads, one, other, draw):
    quads.pop(one, None)
    _second_value(quads, one, other, draw)


def _second_value(quads, one, other, draw):
    quads[Quad(one.subject, one.predicate, other.object, one.graph_name)] = None


def _another_subject(quads, one, other, draw):
    quads[Quad(other.subject, one.predicate, one.object, one.graph_name)] = None


def _another_property(quads, one, other, draw):
    quads[Quad(one.subject, other.predicate, one.object, one.graph_name)] = None


def _elsewhere_too(quads, one, other, draw):
    quads[Quad(one.subject, one.predicate, one.object, other.graph_name)] = None


def _remove_block(quads, one, other, draw):
    for quad in [q for q in quads if (q.subject, q.graph_name) == (one.subject, one.graph_name)]:
        del quads[quad]


def _broken_file(quads, one, other, draw):
    quads.update(dict.fromkeys(read(draw.choice(FILES)).quads))


def _part_of_a_broken_file(quads, one, other, draw):
    all_of_it = read(draw.choice(FILES)).quads
    quads.update(dict.fromkeys(draw.sample(all_of_it, max(1, len(all_of_it) // 2))))


EDITS = (
    _remove, _another_value, _second_value, _another_subject, _another_property, _elsewhere_too,
    _remove_block, _broken_file, _part_of_a_broken_file,
)  # fmt: skip
