"""The service withstands every attack that is known here, one after another, in one lifetime of one process."""

from collections.abc import Iterator

import pytest

from graph.build import Build
from tests.api.processes import needs_proc
from tests.attack.ending import grown
from tests.attack.siege import ATTACKS, OPENAPI, Siege, besieged

SECONDS, SECONDS_OF_OPENAPI = 4, 30
SETTLED = 10
SLOW = 0.1  # seconds
# Sooner than usual, so that attacks need not last for minutes.
SOONER = ("--limit", "seconds=5", "--limit", "write_seconds=10", "--send-within", "3")
pytestmark = needs_proc


@pytest.fixture(scope="module")
def siege(chapter_build: Build) -> Iterator[Siege]:
    with besieged(chapter_build.path.parent.parent, *SOONER) as one:
        yield one


@pytest.mark.parametrize("name", ATTACKS)
def test_whatever_is_tried_is_answered_or_refused_in_a_sentence_and_others_are_served(siege: Siege, name: str) -> None:
    row = siege.attack(name, SECONDS_OF_OPENAPI if name == OPENAPI else SECONDS)
    assert row.faults == []
    assert row.outcomes
    assert row.witnessed["200"]


def test_after_all_of_it_a_cheap_query_is_answered_in_less_than_100_ms(siege: Siege) -> None:
    siege.end()
    times = sorted(siege.calm() for _ in range(5))
    assert times[0] < SLOW, "twenty of them in a row; the machine may be busy with others"


def test_after_all_of_it_memory_files_threads_and_children_are_where_they_were(siege: Siege) -> None:
    assert grown(siege.before, siege.settled(SETTLED)) == []


def test_after_all_of_it_no_acknowledged_write_is_lost(siege: Siege) -> None:
    assert len(siege.writer.acknowledged) > 20
    assert siege.lost() == set()


def test_after_all_of_it_the_service_stops_with_status_0_and_leaves_no_process(siege: Siege) -> None:
    status, seconds, left = siege.service.stop()
    assert (status, left) == (0, [])
    assert seconds < 10
    assert "the service failed" not in siege.service.log.read_text(encoding="utf-8")


def test_a_main_process_that_is_killed_amid_writes_again_and_again_loses_no_acknowledged_one(siege: Siege) -> None:
    if siege.service.process.poll() is None:
        siege.service.stop()
    assert siege.kill_and_start() > 20
    assert siege.lost() == set()
    assert siege.service.stop()[0] == 0
