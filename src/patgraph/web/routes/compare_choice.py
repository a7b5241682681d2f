"""What a request chooses to compare: names, codes and slugs read as things, each fault beside its field."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from patgraph.errors import BadValue
from patgraph.names import is_unicode
from patgraph.questions.parameters import Parameter
from patgraph.store import Store
from patgraph.things.reconcile.matcher import Reconciler
from patgraph.things.thing import Things
from patgraph.web.comparisons.compared import FEWEST, IN_WORDS, MOST, ComparedKind, read_comparisons

#: Longer texts are no name of anything.
_LONGEST = 200
#: So many fields are filled again where too many were given.
_FIELDS = 12
#: So many near names are offered for a wrong one.
_NEAR = 3


@dataclass(frozen=True)
class ChosenField:
    """What a field has, the thing that it means, or what is wrong and what may have been meant: names, each
    with the address that has it instead, and the texts that stand for them.
    """

    text: str
    node: NamedNode | None = None
    fault: str = ""
    near: tuple[tuple[str, str], ...] = ()
    slugs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """What is chosen of a kind; `fault` says in words why it cannot be compared, where it cannot."""

    kind: str
    fields: tuple[ChosenField, ...] = ()
    fault: str = ""

    @property
    def nodes(self) -> list[NamedNode]:
        """The things, each once."""
        return list(dict.fromkeys(named.node for named in self.fields if named.node is not None))

    @property
    def holds(self) -> bool:
        """Whether it can be compared."""
        return not self.fault and not any(named.fault for named in self.fields)


class Chooser:
    """Reads what is chosen of a store; `matcher()` knows names, however they are written."""

    def __init__(self, store: Store, things: Things, matcher: Callable[[], Reconciler]):
        self._store, self._things, self._matcher = store, things, matcher

    def choose(self, kind: str, texts: Sequence[str]) -> Choice:
        """The things that texts mean, and whether so many can be compared."""
        comparison = read_comparisons()[kind]
        told = [text.strip() for text in texts if text.strip()]
        given = list(dict.fromkeys(told))
        if len(given) > MOST:
            # None of them is looked up: there may be any number.
            fault = f"{len(given)} {comparison.many} are given, which is too many; leave out all but {MOST}."
            return Choice(kind, tuple(ChosenField(text[:_LONGEST]) for text in given[:_FIELDS]), fault)
        choice = Choice(kind, tuple(self._named(kind, text, given) for text in given))
        return Choice(kind, choice.fields, _fault(choice, comparison, len(told)))

    def begun(self, names: Sequence[str]) -> Choice | None:
        """What a form begins with: things by their names (`council/haringey`), of one kind. Raises
        `BadValue` for what is none that can be compared.
        """
        found: dict[str, list[ChosenField]] = {}
        for name in names[:MOST]:
            try:
                node = NamedNode(f"{self._store.base}id/{name}")
            except ValueError:
                node = NamedNode(self._store.base)
            kind = compared_as(node, self._store)
            if kind is None:
                raise BadValue("with", f"with: {name[:80]!r} is nothing that can be compared here.")
            found.setdefault(kind, []).append(ChosenField(self._things.label(node), node))
        return next((Choice(kind, tuple(named)) for kind, named in found.items()), None)

    def _named(self, kind: str, text: str, given: Sequence[str]) -> ChosenField:
        comparison = read_comparisons()[kind]
        parameter = comparison.chosen(kind)
        if len(text) > _LONGEST or not is_unicode(text):
            return ChosenField(text[:_LONGEST], fault=f"This is too long for the name of a {comparison.one}.")
        labels = {label.casefold(): node for node, label in comparison.things(self._store)}
        if text.casefold() in labels:
            return ChosenField(text, labels[text.casefold()])
        try:
            return ChosenField(text, parameter.read(text, self._store))
        except BadValue as error:
            wrong, near = error, [parameter.read(each, self._store) for each in error.near]
        meant = self._meant(text, comparison)
        if meant and meant[0][1]:
            return ChosenField(text, meant[0][0])
        nodes = list(dict.fromkeys([*near, *(node for node, _ in meant)]))[:_NEAR]
        instead = []
        for node in nodes:
            pairs = [(kind, parameter.write(node, self._store) if each == text else each) for each in given]
            instead.append((self._things.label(node), f"/compare?{urlencode(pairs)}"))
        slugs = tuple(parameter.write(node, self._store) for node in nodes)
        return ChosenField(text, fault=str(wrong), near=tuple(instead), slugs=slugs)

    def _meant(self, text: str, comparison: ComparedKind) -> list[tuple[NamedNode, bool]]:
        """The things that a name or a code may mean, the likeliest first, and whether it surely does."""
        options = {node for node, _ in comparison.things(self._store)}
        kinds = {self._things.kind(node) for node in options}
        found = self._matcher().find(text, sorted(kinds), limit=_NEAR) if kinds else []
        return [(one.entity.node, one.match) for one in found if one.entity.node in options]


def refusal(choices: Sequence[Choice], fault: str = "") -> BadValue:
    """Why what is chosen cannot be compared, as an error: `fault`, else the first thing that is wrong."""
    kind, texts, near = "", [fault], ()
    for choice in choices:
        kind = kind or choice.kind
        texts.append(choice.fault)
        for field in choice.fields:
            texts.append(field.fault)
            near = near or field.slugs
    said = next(text for text in texts if text)
    return BadValue(kind, said if said.startswith(f"{kind}: ") else f"{kind}: {said}", near)


def compared_as(node: NamedNode, store: Store) -> str | None:
    """The kind as which a thing is compared, if any."""
    for kind, comparison in read_comparisons().items():
        if any(node == option for option, _ in comparison.things(store)):
            return kind
    return None


def address_with(nodes: Sequence[NamedNode], store: Store) -> str:
    """The address of a form that begins with these things."""
    start = f"{store.base}id/"
    return f"/compare?{urlencode([('with', node.value.removeprefix(start)) for node in nodes], safe='/')}"


def address_of(kind: str, nodes: Sequence[NamedNode], store: Store, version: str | None = None) -> str:
    """The address under which things of a kind are compared: the shortest, and always the same."""
    parameter = read_comparisons()[kind].chosen(kind)
    pairs = [(kind, parameter.write(node, store)) for node in nodes]
    return f"/compare?{urlencode([*pairs, *([('version', version)] if version else [])])}"


def address_for(parameter: Parameter, nodes: Sequence[NamedNode], store: Store) -> str:
    """Where the things that a question's parameter has, or could have, are compared; nothing where they are
    not.
    """
    options = {node for node, _ in parameter.options(store)}
    for kind, comparison in read_comparisons().items():
        if options and options <= {node for node, _ in comparison.things(store)}:
            if FEWEST <= len(nodes) <= MOST:
                return address_of(kind, nodes, store)
            return address_with(nodes[:MOST], store) if nodes else "/compare"
    return ""


def _fault(choice: Choice, comparison: ComparedKind, told: int) -> str:
    """Why the number of what is chosen cannot be compared, in words; `told` texts were given, some alike."""
    number = len(choice.fields)
    if len(choice.nodes) >= FEWEST or (number >= FEWEST and any(named.fault for named in choice.fields)):
        return ""
    if number >= FEWEST or (told > number and choice.nodes):
        return f"All that is given is one {comparison.one}; name another to compare it with."
    said = f"Only one {comparison.one} is given" if number else f"No {comparison.one} is given"
    return f"{said}; name {IN_WORDS} to compare."
