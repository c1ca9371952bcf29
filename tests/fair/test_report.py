"""The page with the score says what the checks find."""

from tests.fair.__main__ import COMMAND, PAGE
from tests.fair.checks import Catalogue
from tests.fair.foops import FOOPS
from tests.fair.fuji import FUJI
from tests.fair.missing import MISSING
from tests.fair.report import report
from tests.fair.site import Site


def test_the_page_is_what_the_command_writes(chapter: Site) -> None:
    assert PAGE.read_text(encoding="utf-8") == report(chapter, COMMAND), f"run: {COMMAND}"


def test_whatever_is_told_as_lacking_is_a_check() -> None:
    assert set(MISSING) <= {*FOOPS, *FUJI}


def test_every_check_of_foops_is_run_or_told_as_online() -> None:
    numbered = {"URI": 2, "VER": 2, "OM": 3, "VOC": 4, "FIND": 3}
    names = {f"{name}{number}" for name, most in numbered.items() for number in range(1, most + 1)}
    names |= {"OM4.1", "OM4.2", "OM5_1", "OM5_2", "PURL1", "RDF1", "DOC1", "HTTP1", "CN1", "FIND_3_BIS"}
    assert _named(FOOPS) == names


def _named(catalogue: Catalogue) -> set[str]:
    assert set(catalogue) & set(catalogue.online) == set()
    return {*catalogue, *catalogue.online}
