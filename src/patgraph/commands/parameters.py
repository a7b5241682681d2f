"""What holds of the options and arguments of all commands, whatever each makes of them."""

from typing import Any

import click
from click.core import ParameterSource

#: Seconds, or days: what no clock of the system takes for too many.
_MOST = 1e9


class Text(click.types.StringParamType):
    """A text, which is Unicode; what a shell hands on may be any bytes."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        text = super().convert(value, param, ctx)
        try:
            text.encode()
        except UnicodeEncodeError:
            self.fail(f"{text!r} is not UTF-8 text; write it so.", param, ctx)
        return text


class Amount(click.FloatRange):
    """A number of seconds or days, which comes to an end."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        amount = super().convert(value, param, ctx)
        if not amount <= _MOST:
            self.fail(f"{value} is not a number up to {_MOST:,.0f}.", param, ctx)
        return amount


class Words(Text):
    """A text in which something stands."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        text = super().convert(value, param, ctx)
        if not text.strip():
            self.fail("nothing stands there; give a word or more.", param, ctx)
        return text


class Place(Text):
    """A directory, or the address of a service over HTTP."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        text = super().convert(value, param, ctx)
        if not text.strip():
            self.fail("it is empty; give a directory or an http(s):// address, or leave it out.", param, ctx)
        if "://" in text and not _is_address(text):
            self.fail(f"{text!r} is no http(s):// address of a host; give one, or a directory.", param, ctx)
        return text


def _is_address(text: str) -> bool:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def refuse_twice(command: click.Command, args: list[str], context: click.Context) -> None:
    """Raises `UsageError` where an option is given twice of which only the last would hold."""
    try:
        parser = command.make_parser(click.Context(command, parent=context))
        _, _, order = parser.parse_args([*args])
    except click.UsageError:
        return  # The command says better what is wrong.
    seen = set()
    for option in order:
        if isinstance(option, click.Option) and not (option.multiple or option.is_flag):
            if option.name in seen:
                raise click.UsageError(f"{option.opts[0]} is given twice; give it once.")
            seen.add(option.name)


def refuse_idle(reason: str, *names: str) -> None:
    """Raises `UsageError` where an option is on the command line that has nothing to say there."""
    context = click.get_current_context()
    for option in context.command.params:
        if option.name in names and context.get_parameter_source(option.name) == ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{option.opts[0]} {reason}; leave it out.", context)
