"""`/compare`: two to six things of a kind, their records side by side, and the form that chooses them."""

from collections.abc import Callable, Sequence

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from pyoxigraph import NamedNode

from patgraph.errors import UnknownParameter
from patgraph.graph import Graph
from patgraph.names import filed, place_of
from patgraph.questions import permalinks
from patgraph.similar import did_you_mean, near
from patgraph.things.reconcile.matcher import Reconciler
from patgraph.things.thing import Things
from patgraph.web.comparisons.compared import IN_WORDS, MOST, check_comparisons, read_comparisons
from patgraph.web.http import paging, replies
from patgraph.web.pages import Pages
from patgraph.web.server.made_once import MadeOnce
from patgraph.web.server.routing import Routes

from .compare_choice import Choice, Chooser, address_of, address_with, refusal
from .compare_tables import CompareTables
from .question_page import in_words
from .question_replies import QuestionReplies

#: So many things are chosen by a mark; of more a name is typed.
_MARKED = 12


class CompareRoutes:
    """The comparison: a form, or, with two to six things of a kind, the page that has them side by side."""

    def __init__(self, graph: Graph, pages: Pages, things: Things, matcher: Callable[[], Reconciler]):
        self._graph, self._pages, self._things = graph, pages, things
        self._comparisons = read_comparisons()
        check_comparisons(self._comparisons, graph.queries)
        self._chooser = Chooser(graph.store, things, matcher)
        self._tables = CompareTables(graph, things)
        self._replies, self._made = QuestionReplies(graph), MadeOnce()

    def add_to(self, routes: Routes):
        """Register the address."""
        routes.get("/compare", self.compare)

    def compare(self, request: Request) -> Response:
        """The page for what is given; what is wrong with it is said to a reader beside the form. Raises
        `UnknownParameter`, `BadValue`, `NotServed`.
        """
        given = request.query_params
        for name in given:
            if name not in (known := (*self._comparisons, "with", "version")):
                hint = did_you_mean(near(name, known)) or f"there are {', '.join(known)}."
                raise UnknownParameter(name, f"/compare has no parameter {name[:80]!r}; {hint}")
        paging.once(given, "version")
        kinds = [kind for kind in self._comparisons if any(t.strip() for t in given.getlist(kind))]
        if len(kinds) > 1:
            many = [self._comparisons[kind].many for kind in kinds]
            choices = [Choice(kind, self._chooser.choose(kind, given.getlist(kind)).fields) for kind in kinds]
            fault = f"Give {' or '.join(many)}: they are not compared with each other."
            return self._refused(request, choices, fault)
        if kinds:
            return self._chosen(request, self._chooser.choose(kinds[0], given.getlist(kinds[0])))
        asked = next((kind for kind in self._comparisons if kind in given), None)
        if asked:
            return self._refused(request, [self._chooser.choose(asked, ())])
        begun = self._chooser.begun(list(dict.fromkeys(given.getlist("with"))))
        return replies.reply(request, self._form([begun] if begun else []), "html")

    def _chosen(self, request: Request, choice: Choice) -> Response:
        if not choice.holds:
            return self._refused(request, [choice])
        version = request.query_params.get("version")
        store, of = self._graph.store, (choice.kind, choice.nodes)
        address, present = address_of(*of, store), address_of(*of, store, self._graph.version)
        permalinks.check_version(version, store, present)
        asked = address_of(*of, store, version)
        if f"/compare?{request.url.query}" != asked:
            # The address that is shared is the short one.
            return RedirectResponse(asked, 303, {"Vary": "Accept", "Cache-Control": "no-cache"})
        caching = self._replies.caching(version)
        if caching == "no-store":
            content: str | bytes = self._compared(choice, address, "")
        else:
            key = address, self._graph.version
            content = self._made.get(key, lambda: self._compared(choice, address, present))
        links = {"Link": f'<{present}>; rel="cite-as"'} if caching != "no-store" else {}
        return replies.reply(request, content, "html", Cache_Control=caching, **links)

    def _compared(self, choice: Choice, address: str, permalink: str) -> str:
        comparison, nodes = self._comparisons[choice.kind], choice.nodes
        sides = self._tables.sides(comparison, nodes)
        return self._pages.text(
            "compare.html", nodes=nodes, many=comparison.many, facts=self._tables.facts(comparison, nodes),
            sides=sides, card=next((side.chart for side in sides if side.chart), None), address=address,
            permalink=permalink, short_of=self._short(nodes), others=address_with(nodes, self._graph.store),
            in_words=in_words,
        )  # fmt: skip

    def _short(self, nodes: Sequence[NamedNode]) -> list[str]:
        """What the things are called in cells, where there is no room for heads: by their places, unless two
        have one.
        """
        labels = [self._things.label(node) for node in nodes]
        places = [place_of(label) for label in labels]
        return places if len({*places}) == len(places) else labels

    def _refused(self, request: Request, choices: list[Choice], fault: str = "") -> Response:
        """The form with what is wrong beside it, for a reader. Raises `BadValue` for any other caller, as all
        addresses do.
        """
        if not self._pages.are_liked(request):
            raise refusal(choices, fault)
        page = Response(self._form(choices, fault), 422, {"Vary": "Accept"}, "text/html; charset=utf-8")
        page.headers["Cache-Control"] = "no-store"
        return page

    def _form(self, choices: list[Choice], fault: str = "") -> str:
        """The form with what is given; `fault` is what is wrong with all of it."""
        given = {choice.kind: choice for choice in choices}
        forms = []
        for kind, comparison in self._comparisons.items():
            choice, options = given.get(kind, Choice(kind)), comparison.things(self._graph.store)
            forms.append(
                {
                    "kind": kind,
                    "about": comparison,
                    "choice": choice,
                    "options": sorted(
                        ((label, self._slug(kind, node), node) for node, label in options),
                        key=lambda option: filed(option[0]).lower(),
                    ),
                    "marked": len(options) <= _MARKED,
                    "fields": max(MOST, len(choice.fields)),
                }
            )
        return self._pages.text("compare_form.html", forms=forms, fault=fault, number=IN_WORDS)

    def _slug(self, kind: str, node: NamedNode) -> str:
        return self._comparisons[kind].chosen(kind).write(node, self._graph.store)
