"""The edition of a dataset: what its makers call it, as `CITATION.cff` beside the hand-written files tells."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from ontology.errors import Finding, InputError

FILE = "CITATION.cff"
# Semantic Versioning 2.0.0, without the parts that no dataset needs to be cited by.
NUMBER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?")


@dataclass(frozen=True)
class Maker:
    """A person, by family and given name, or an entity, by its name alone; as CSL has them."""

    family: str = ""
    given: str = ""
    name: str = ""


@dataclass(frozen=True)
class Edition:
    """What is told of a dataset as a whole; each part is empty where its makers do not tell it.

    `number` is its semantic version, `released` an ISO 8601 date, `licences` are SPDX identifiers, `keywords` words of
    any language.
    """

    title: str = ""
    number: str = ""
    released: str = ""
    licences: tuple[str, ...] = ()
    makers: tuple[Maker, ...] = ()
    keywords: tuple[str, ...] = ()

    @classmethod
    def read(cls, folder: Path) -> "Edition":
        """That of a folder of hand-written files; nothing is told where it has no such file.

        Raises:
            InputError: the file is no CITATION.cff of a dataset (Citation File Format 1.2.0), with its line.
        """
        path = folder / FILE
        if not path.exists():
            return cls()
        try:
            told = yaml.safe_load(path.read_bytes())
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise _fault(
                path, f"it is no YAML: {getattr(error, 'problem', error)}", mark.line + 1 if mark else 0
            ) from error
        if not isinstance(told, dict) or told.get("type") != "dataset":
            raise _fault(path, "it does not say type: dataset")
        return cls.told(told, path)

    @classmethod
    def told(cls, told: dict[str, Any], path: Path) -> "Edition":
        """What the keys of the file tell.

        Raises:
            InputError: one of them is not as the format has it.
        """
        title, number = told.get("title", ""), told.get("version", "")
        if not isinstance(title, str) or not title.strip():
            raise _fault(path, "the title is missing")
        if not isinstance(number, str) or not (number == "" or NUMBER.fullmatch(number)):
            raise _fault(path, f"the version {number!r} is no semantic version in quotation marks, such as '1.0.0'")
        released = told.get("date-released", "")
        if not isinstance(released, date) and released != "":
            raise _fault(path, f"the date-released {released!r} is no date, such as 2026-11-26")
        licences = told.get("license", [])
        makers = tuple(_maker(one, path) for one in told.get("authors") or ())
        listed = (licences,) if isinstance(licences, str) else tuple(map(str, licences))
        return cls(title, number, str(released), listed, makers, tuple(map(str, told.get("keywords") or ())))

    @classmethod
    def kept(cls, told: dict[str, Any]) -> "Edition":
        """What `keep` has kept."""
        makers = tuple(Maker(**one) for one in told.get("makers", ()))
        lists = {name: tuple(told.get(name, ())) for name in ("licences", "keywords")}
        return cls(**told | lists | {"makers": makers})

    def keep(self) -> dict[str, Any]:
        """All of it, for JSON."""
        return asdict(self)


def _maker(told: object, path: Path) -> Maker:
    names = {key: value for key, value in told.items() if isinstance(value, str)} if isinstance(told, dict) else {}
    maker = Maker(names.get("family-names", ""), names.get("given-names", ""), names.get("name", ""))
    if bool(maker.name) == bool(maker.family):
        raise _fault(path, "an author has a name, or family-names and given-names")
    return maker


def _fault(path: Path, sentence: str, line: int = 0) -> InputError:
    return InputError(f"{FILE} cannot be used", [Finding(path, line, sentence)])
