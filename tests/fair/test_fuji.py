"""The chapter's dataset before the metrics of F-UJI, one test each, by its identifier."""

import pytest

from tests.fair.checks import Check
from tests.fair.fuji import DESCRIBED, FUJI
from tests.fair.harvest import Harvest
from tests.fair.missing import cases
from tests.fair.site import Site

BY_ITS_ADDRESS = {"FsF-F1-01MD", "FsF-F1-02MD", "FsF-A1.1-01MD", "FsF-A1.2-01MD"}


@pytest.mark.parametrize("check", cases(FUJI))
def test_the_dataset_has_what_is_asked_for(check: Check, chapter: Site) -> None:
    outcome = check.run(chapter)
    assert outcome.is_whole, outcome.lacking


def test_a_dataset_whose_makers_tell_when_it_was_released_has_all_core_metadata(invented: Site) -> None:
    assert FUJI["FsF-F2-01M"].run(invented).is_whole
    core = Harvest(invented).core()
    assert set(core) >= DESCRIBED
    assert set(core["creator"]) == {"Ines Harrow", "The Harbour Society"}
    assert set(core["publication_date"]) == {"2026-01-31"}
    assert set(core["keywords"]) == {"harbours", "港口"}
    assert set(core["license"]) == {"https://spdx.org/licenses/CC0-1.0"}


def test_a_page_that_leads_nowhere_passes_no_metric_but_those_of_its_address(plain: Site) -> None:
    passed = {name for name, check in FUJI.items() if check.run(plain).passed}
    assert passed <= BY_ITS_ADDRESS
