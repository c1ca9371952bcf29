"""Where settings come from: a flag, else the environment, else a file, else what is usual."""

import os
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from ontology.errors import InputError

Value = str | list[str]
ENVIRONMENT = "OXIANA_"
TOKEN = f"{ENVIRONMENT}TOKEN"  # the secret itself, which is no setting


class Configured(click.Command):
    """A command each of whose options is also a variable of the environment, and a key of a file in TOML.

    `--token-file` is `OXIANA_TOKEN_FILE` and `token-file`. Flags go before the environment, and this before the file.
    """

    def __init__(self, *arguments: Any, **told: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*arguments, **told)
        self.params.append(
            click.Option(
                ["--config"],
                type=click.Path(path_type=Path),
                is_eager=True,
                expose_value=False,
                callback=_read,
                help="A file in TOML with these settings; flags and the environment go before it.",
            )
        )
        for option in self.params:
            if isinstance(option, click.Option):
                option.envvar = option.envvar or variable(option)
                option.show_envvar = True

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own
        """Run the command, unless a variable of the environment is misspelt: others may be somebody else's.

        Raises:
            InputError: one is nearly called as a setting is.
        """
        known = {variable(one).removeprefix(ENVIRONMENT) for one in self.params if isinstance(one, click.Option)}
        known.add(TOKEN.removeprefix(ENVIRONMENT))
        for name in sorted(os.environ):
            if name.startswith(ENVIRONMENT) and (rest := name.removeprefix(ENVIRONMENT)) not in known:
                for near in get_close_matches(rest, known, n=1, cutoff=0.8):
                    raise InputError(f"{name} in the environment is no setting; {ENVIRONMENT}{near} is one")
        return super().invoke(ctx)


def key(option: click.Option) -> str:
    """What an option is called in a file."""
    return option.opts[0].removeprefix("--")


def variable(option: click.Option) -> str:
    """What it is called in the environment."""
    return ENVIRONMENT + key(option).upper().replace("-", "_")


def _read(context: click.Context, option: click.Parameter, path: Path | None) -> None:
    if path is None:
        return
    options = {key(one): one for one in context.command.params if isinstance(one, click.Option) and one != option}
    try:
        text = path.read_text(encoding="utf-8")
        told = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the settings file {path} cannot be read as UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is no TOML: {error}") from error
    defaults: dict[str, Value] = {}
    for name, value in told.items():
        if name not in options:
            near = get_close_matches(name, options, n=3) or list(options)
            raise InputError(f"{_place(path, text, name)}: there is no setting {name}; there is {', '.join(near)}")
        one = options[name]
        defaults[one.name or ""] = _value(one, value, _place(path, text, name))
    context.default_map = {**(context.default_map or {}), **defaults}


def _value(option: click.Option, value: object, place: str) -> Value:
    """A value of TOML as the command line would have it."""
    if option.multiple:
        parts = [f"{name}={one}" for name, one in value.items()] if isinstance(value, Mapping) else value
        if isinstance(parts, list) and all(isinstance(one, str) for one in parts):
            return parts
        raise InputError(f"{place}: {key(option)} is a list of strings, since it may be given several times")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InputError(f"{place}: {key(option)} is one string or number")
    return str(value)


def _place(path: Path, text: str, name: str) -> str:
    """The file and the line on which a key of the top level first stands."""
    named = re.compile(rf"""\s*\[*\s*["']?{re.escape(name)}["']?\s*[].=]""")
    for number, line in enumerate(text.splitlines(), 1):
        if named.match(line):
            return f"{path}:{number}"
    return str(path)
