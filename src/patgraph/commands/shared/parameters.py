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


def tell_idle(reason: str, *names: str) -> None:
    """Tell of options on the command line that have nothing to say there."""
    context = click.get_current_context()
    for option in context.command.params:
        if option.name in names and context.get_parameter_source(option.name) == ParameterSource.COMMANDLINE:
            click.echo(f"patgraph: {option.opts[0]} {reason}; it is not used.", err=True)
