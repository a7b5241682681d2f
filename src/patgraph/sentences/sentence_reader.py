"""Sentences, read: their words, what they name, their dates, and what nothing here knows."""

import datetime
import re
from collections import Counter

from .names_in_text import Named, NamesInText, places_of, unknown_names, words_of
from .phrases_of_texts import PhrasesOfTexts, quoted
from .sentence import CODE, ENTITIES, Sentence
from .sentence_terms import stem
from .times_in_text import LONGEST, MONTHS, days_in, unread_times
from .unused import NO_DATE, NOT_READ, NOT_UNDERSTOOD, Left, within
from .ways_of_asking import WaysOfAsking
from .word_groups import ASKING, CONTACT, IDLE, OUTSIDE

#: The word that stands for a name of each kind in ways of asking.
PLACEHOLDERS = {
    "council": "{council}", "firm": "{firm}", "person": "{person}", "document": "{document}",
    "area": "{region}",
}  # fmt: skip
#: What came out in a year is called by it.
_DATED = re.compile(
    r"\b(?:(?:early|late|spring|summer|autumn|winter|[A-Z][a-z]+) )?(?:19|20)\d\d "
    r"(?=(?:article|headline|report|review|evaluation|paper|text|document|table)s?\b)"
)
#: So is a law, known here or not: `the Children Act 2004`.
_LAW = re.compile(r"(?<=\b(?i:act)) (?:of )?(?:19|20)\d\d\b|(?<=\bOrder) (?:19|20)\d\d\b")
#: Kinds of things whose names may have a year that nobody asks for.
_NAMED_BY_YEAR = {"document", "legislation"}
#: What bids one to answer, and asks for no lists or names; in a sentence of more words than so many.
_BIDDING, _FEW = {"list", "name", "show", "find"}, 2
#: What nobody knows yet: `which council will be next`.
_FUTURE = re.compile(r"\bwill\b.*\bnext\b|\bnext\b.*\bwill\b|\bgoing to\b.*\bnext\b")
_CONTACT = re.compile(CONTACT)
#: What is in the name of a part of it, or of several: `South Wales`, `Scotland and Wales`.
_PARTS = {"north", "northern", "south", "east", "west", "mid", "republic", "of", "the", "and"}


class SentenceReader:
    """Reads sentences with the names of a store and the words of its questions."""

    def __init__(self, names: NamesInText, ways: WaysOfAsking, phrases: PhrasesOfTexts):
        self._names, self._ways, self._phrases = names, ways, phrases

    def read(self, text: str, today: datetime.date) -> Sentence:
        """A sentence as it is read on a day: what it names, its days, and what nothing here knows. Raises
        `BadValue` for a day that is in no calendar.
        """
        words, places = words_of(text), places_of(text)
        named = self._all_named(words)
        if (mended := self._mended(words, named)) != words:
            words, named = mended, self._all_named(mended)
        told = _without_years_of_names(text[:LONGEST], words, named)
        days = days_in(told, today)

        def is_known(word: str) -> bool:
            return self._ways.has(stem(self._ways.mended(word))) or word in IDLE

        dated = [(day.start, day.end) for day in days]
        inside = {words[at] for each in named for at in range(each.start, each.end) if each.kind in ENTITIES}
        # Between quotation marks may stand a name, or a grade.
        names = [part for part in quoted(text[:LONGEST]) if self._is_strange(set(words_of(part)) - inside)]
        names += [name for name in unknown_names(text, named, is_known) if not _is_outside(name)]
        names += self._phrase(text, words, places, named, dated)
        # The number of a day is no grade.
        named = [each for each in named if each.kind != "concept" or not within(places[each.start], dated)]
        left = [Left(*place, NO_DATE) for place in unread_times(told) if not within(place, dated)]
        left += [Left(start := text.find(name), start + len(name), NOT_UNDERSTOOD) for name in names]
        known = [*dated, *(part[:2] for part in left)]
        known += [(places[each.start][0], places[each.end - 1][1]) for each in named]
        for word, place in zip(words, places, strict=True):
            if not (is_known(word) or word in ASKING or within(place, known)) and told[slice(*place)].strip():
                left.append(Left(*place, NO_DATE if word.isdigit() else NOT_UNDERSTOOD))
        if len(text) > LONGEST:
            left.append(Left(LONGEST, len(text), NOT_READ))
        return Sentence(text, words, places, named, days, today.isoformat(), tuple(names), tuple(left))

    def spoken(self, sentence: Sentence) -> list[str]:
        """Its words, with what it names and its dates as ways of asking have them."""
        found, place = [], 0
        entities = {each.start: each for each in sentence.named if each.kind in PLACEHOLDERS}
        days = Counter((day.start, day.end) for day in sentence.days if day.edtf)
        words = list(sentence.words)
        if len(words) > _FEW and words[0] in _BIDDING and words[1] != "of":
            words[0] = "which"
        # "Last" of a last spring asks for nothing that is the last.
        unread = [part[:2] for part in sentence.unread if part.why == NO_DATE]
        words = [
            "the" if within(at, unread) else word for word, at in zip(words, sentence.places, strict=True)
        ]
        for (start, end), ends in days.items():
            inside = [at for at, place in enumerate(sentence.places) if within(place, [(start, end)])]
            words[inside[0] : inside[-1] + 1] = ["{date}"] * len(inside)
            if ends > 1:
                words[inside[-1]] = "{end}"
        while place < len(words):
            each = entities.get(place)
            found.append(PLACEHOLDERS[each.kind] if each else words[place])
            place = each.end if each else place + 1
        dated: list[str] = []
        for place, word in enumerate(found):
            if word == "{date}" or _is_month(found, place):
                word = "{date}"
            if word == "{end}":
                # A time is spoken of as if it were said from when to when.
                word = "{date}"
                dated += [] if dated[-1:] == [word] else [word]
                dated += ["to", word]
            elif word != "{date}" or dated[-1:] != [word]:
                dated.append(word)
        return dated

    def asks(self, sentence: Sentence) -> bool:
        """Whether it is more than a name or a word: has words of ways of asking, not all in one name."""
        words = [(place, word) for place, word in enumerate(sentence.words) if word not in IDLE]
        if len(words) < 2 or not any(self._ways.is_asked(stem(word)) for _, word in words):
            return False
        first, last = words[0][0], words[-1][0]
        return not any(each.start <= first and last < each.end for each in sentence.named)

    def is_foreign(self, sentence: Sentence) -> bool:
        """Whether most of what a sentence speaks of is in no way of asking and has no name here."""
        inside = {place for each in sentence.named for place in range(each.start, each.end)}
        sought = [(start := sentence.text.find(name), start + len(name)) for name in sentence.unknown]
        told = [
            place in inside or self._is_asked(word) or bool(CODE.fullmatch(word)) or within(at, sought)
            for place, (word, at) in enumerate(zip(sentence.words, sentence.places, strict=True))
            if word not in IDLE and word not in ASKING
        ]
        return told.count(False) > told.count(True)

    def is_outside(self, sentence: Sentence) -> bool:
        """Whether it asks what is to come, or about what lies outside, in words that are in no name."""
        names = [(each.start, each.end) for each in sentence.named if each.kind in ENTITIES]
        inside = {place for start, end in names for place in range(start, end)}
        unknown = [(start := sentence.text.find(name), start + len(name)) for name in sentence.unknown]
        words = [
            "" if place in inside or within(at, unknown) else word
            for place, (word, at) in enumerate(zip(sentence.words, sentence.places, strict=True))
        ]
        told = " ".join(words)
        outside = any(word in OUTSIDE and not self._ways.has(stem(word)) for word in words)
        return outside or bool(_FUTURE.search(told) or _CONTACT.search(told))

    def _phrase(
        self, text: str, words: list[str], places: list[tuple[int, int]], named: list[Named],
        dated: list[tuple[int, int]],
    ) -> list[str]:  # fmt: skip
        """The phrase of the sources that nobody asks with, as it is written, where there is one."""
        inside = {place for each in named if each.kind != "concept" for place in range(each.start, each.end)}
        free = {at for at, place in enumerate(places) if at not in inside and not within(place, dated)}
        strange = {at for at in free if self._is_strange({words[at]})}
        found = self._phrases.find(words, strange, free) if strange else None
        return [text[places[found[0]][0] : places[found[1] - 1][1]]] if found else []

    def _is_strange(self, words: set[str]) -> bool:
        return any(not (word in IDLE or word in ASKING or self._is_asked(word)) for word in words)

    def _is_asked(self, word: str) -> bool:
        return self._ways.is_asked(stem(word))

    def _mended(self, words: list[str], named: list[Named]) -> list[str]:
        """Words as they are spelt, but for those of names."""
        inside = {place for each in named for place in range(each.start, each.end)}
        return [
            word if place in inside or word in OUTSIDE else self._ways.mended(word)
            for place, word in enumerate(words)
        ]

    def _all_named(self, words: list[str]) -> list[Named]:
        named = self._names.find(words)
        if any(each.kind in ENTITIES for each in named):
            return named
        inside = {place for each in named for place in range(each.start, each.end)}
        for place, word in enumerate(words):
            if len(word) > 4 and place not in inside and not self._ways.has(stem(word)):
                nodes = self._names.near(word)
                if nodes:
                    return [*named, Named(place, place + 1, nodes, "council")]
        return named


def _is_outside(name: str) -> bool:
    """Whether a name is that of other countries, or of a part of one."""
    return OUTSIDE.union(_PARTS).issuperset(words_of(name))


def _without_years_of_names(text: str, words: list[str], named: list[Named]) -> str:
    """A text without the names of documents and laws, known or not (`the 2004 article`), whose years are no
    days that it asks for.
    """
    text = _LAW.sub(_blank, _DATED.sub(_blank, text))
    for each in named:
        if each.kind in _NAMED_BY_YEAR:
            name = r"\W+".join(re.escape(word) for word in words[each.start : each.end])
            text = re.sub(rf"\b{name}\b", _blank, text, flags=re.IGNORECASE)
    return text


def _blank(match: re.Match[str]) -> str:
    """As many spaces, so that what follows stays in its place."""
    return " " * len(match[0])


def _is_month(words: list[str], place: int) -> bool:
    """Whether a word is the name of a month; may and march only before a year."""
    word, after = words[place], words[place + 1 : place + 2]
    return word in MONTHS and (word not in ("may", "march") or any(map(str.isdigit, after)))
