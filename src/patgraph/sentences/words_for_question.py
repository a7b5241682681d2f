"""The words that a sentence gives a question that looks for some."""

from collections.abc import Container

from patgraph.questions.question import Query

from .names_in_text import words_of
from .sentence import Sentence
from .sentence_terms import stem
from .word_groups import IDLE


def looks_for_words(query: Query) -> bool:
    """Whether a question needs some words, and nothing else, to look for."""
    return [p.takes_words for p in query.parameters.values() if p.required] == [True]


def takes_words(query: Query) -> str | None:
    """The parameter of a question that may be given words, where there is one."""
    return next((p.name for p in query.parameters.values() if p.takes_words and not p.required), None)


def words_given(own: Container[str], sentence: Sentence) -> dict[tuple[int, int], str]:
    """What is to be looked for, by its places: a name that nothing has, else all words that say something and
    are none of the question's own.
    """
    if sentence.unknown:
        start = sentence.text.find(sentence.unknown[0])
        return {(start, start + len(sentence.unknown[0])): sentence.unknown[0]}
    both = zip(words_of(sentence.text), sentence.places, strict=True)
    return {place: word for word, place in both if stem(word) not in own and word not in IDLE}
