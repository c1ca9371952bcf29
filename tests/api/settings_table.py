"""The table of docs/settings.md, made of the options of oxiana serve; python -m tests.api.settings_table renews it."""

import re
from pathlib import Path

import click

from api.cli import serve
from api.configuration import key, variable

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "settings.md"
HEAD = "| flag | environment | in the file | usually | what |\n| --- | --- | --- | --- | --- |\n"
TABLE = re.compile(re.escape(HEAD) + r"(?:\|.*\|\n)*")


def options() -> list[click.Option]:
    """The options of the command, in their order."""
    return [one for one in serve.params if isinstance(one, click.Option)]


def table() -> str:
    """A row for each option."""
    context = click.Context(serve)
    rows = []
    for one in options():
        usual = one.get_help_extra(context).get("default", "").strip("()")
        in_file = "" if key(one) == "config" else f"`{key(one)}`"
        told = (one.help or "").replace("|", "\\|")
        rows.append(f"| `{one.opts[0]}` | `{variable(one)}` | {in_file} | {usual} | {told} |\n")
    return HEAD + "".join(rows)


if __name__ == "__main__":
    DOCUMENT.write_text(TABLE.sub(lambda _: table(), DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
