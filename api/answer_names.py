"""The names of cited answers in paths, beside those of example queries, none of which is called like an identifier."""

from starlette.convertors import Convertor, register_url_convertor

from graph.answers import FOLDER

PATH = f"/{FOLDER}/{{id:answer}}"
IN_PATH = {"path": "its identifier, 32 hexadecimal digits", "called": "id"}  # for `documented`
EXAMPLE = "example"  # what is left to example queries
# Looser than an identifier, so that one that is cut off or misspelt is told as such.
LIKE_ONE = r"[0-9A-Fa-f]{16,128}(?:\.[a-z.]+)?"


class _Answer(Convertor[str]):
    """What may be meant for the identifier of an answer, with an extension or not."""

    regex = LIKE_ONE

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class _Example(_Answer):
    """Whatever is not."""

    regex = rf"(?!{LIKE_ONE}(?:/|$)).*"


def register_names() -> None:
    """Have the paths of routes know both."""
    register_url_convertor("answer", _Answer())
    register_url_convertor(EXAMPLE, _Example())
