"""The shells that complete our words. The scripts, and what they ask, are click's; here is only what a word
with `=` in it needs: bash takes it for three words, and no blank belongs after `council=`.
"""

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

#: By this they ask.
VARIABLE = "_PATGRAPH_COMPLETE"


class Bash(BashComplete):
    """bash breaks words at `=`: they are put together again, and what it has already is not given twice."""

    source_template = BashComplete.source_template.replace(
        "COMPREPLY+=($value)", "COMPREPLY+=($value)\n            [[ $value == *[=/] ]] && compopt -o nospace"
    )
    _given = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one to complete, and that word, as they were typed."""
        args, word = super().get_completion_args()
        joined: list[str] = []
        for each in [*args, word]:
            if joined and (each == "=" or joined[-1].endswith("=")):
                joined[-1] += each
            else:
                joined.append(each)
        word = joined.pop()
        self._given = word[: word.rfind("=") + 1]
        return joined, word

    def format_completion(self, item: CompletionItem) -> str:
        """The part of it that takes the place of what bash takes for the word."""
        return f"{item.type},{item.value.removeprefix(self._given)}"


class _WholeWords(ShellComplete):
    """Shells that put what they are given in the place of a whole word, so also of `--format=` before it."""

    _option = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one to complete, and that word."""
        args, word = super().get_completion_args()
        self._option = word[: word.find("=") + 1] if word.startswith("--") else ""
        return args, word

    def format_completion(self, item: CompletionItem) -> str:
        """All of the word."""
        item.value = f"{self._option}{item.value}"
        return super().format_completion(item)


class Fish(_WholeWords, FishComplete):
    """fish, as click has it."""


class Zsh(_WholeWords, ZshComplete):
    """zsh puts a blank after whatever it completes, unless it is told not to."""

    source_template = (
        ZshComplete.source_template.replace(
            "for type key descr in ${response}; do",
            "local -a ending\n    for type key descr in ${response}; do\n"
            '        [[ "$key" == *[=/] ]] && ending=(-S "")',
        )
        .replace("completions_with_descriptions -U", 'completions_with_descriptions -U "${ending[@]}"')
        .replace("compadd -U -V unsorted -a", 'compadd -U "${ending[@]}" -V unsorted -a')
    )


SHELLS: dict[str, type[ShellComplete]] = {"bash": Bash, "zsh": Zsh, "fish": Fish}


def answer_shells() -> None:
    """Have the shells that ask answered by these."""
    for shell in SHELLS.values():
        add_completion_class(shell)
