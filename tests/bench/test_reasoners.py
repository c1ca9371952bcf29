"""What reasoners are measured over, and that a failure is told."""

import sys
from itertools import islice
from pathlib import Path

import pytest

from graph.foreign import triples_of
from ontology.terms import CANONICAL
from tests.bench.claims import nquads
from tests.bench.reasoner.corpora import of_chapter, of_claims, of_universities, write
from tests.bench.reasoner.runs import Run, best, once
from tests.bench.reasoner.single import lines, row


def test_a_corpus_holds_each_triple_once(tmp_path: Path) -> None:
    file = tmp_path / "corpus.nt"
    number = write(islice(of_universities(500), 700), file)
    told = list(triples_of(file))
    assert len(told) == len(set(told)) == number


def test_what_had_been_inferred_from_claims_is_left_to_the_reasoners() -> None:
    leads_to = f"<{CANONICAL.ox.leadsTo}>"
    assert any(leads_to in line for line in nquads(300))
    told = set(of_claims(300))
    assert not any(line.split()[1] == leads_to for line in told)
    assert any(f"<{CANONICAL.ox.causes}>" in line for line in told)


def test_the_chapter_brings_its_ontology_and_what_it_affirms() -> None:
    told = set(of_chapter())
    assert any("subPropertyOf" in line for line in told)
    assert any(f"<{CANONICAL.ox.causes}>" in line for line in told)


@pytest.mark.parametrize(
    ("code", "fault"),
    [("raise ValueError('too hard')", "failed: ValueError: too hard"), ("while True: pass", "> 0.5")],
)
def test_an_engine_that_fails_or_does_not_end_is_told(code: str, fault: str) -> None:
    run = once([sys.executable, "-c", code], seconds=0.5)
    assert run.fault == fault
    assert run.cells(10, Run(1)).startswith(f"{fault} |")


def test_the_fastest_of_some_runs_is_told(tmp_path: Path) -> None:
    code = (
        "import json, pathlib; seen = pathlib.Path('seen'); seen.touch(); seen.write_text(seen.read_text() + 'x');"
        "print(json.dumps({'seconds': abs(2 - len(seen.read_text())) + 1, 'inferred': 5, 'bytes': 1 << 20}))"
    )
    run = best(["env", "-C", str(tmp_path), sys.executable, "-c", code], seconds=20)
    assert run.cells(1 << 10, Run(0.5)) == "1.00 | 2.0 | 5 | 1 | 1,024 |"


def test_one_triple_at_a_time_leaves_what_follows_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "corpus.nt"
    write(of_universities(3000), file)
    told = lines(triples_of(file), samples=50)
    assert [line.split(" | ")[1] for line in told] == ["50", "50", "1", "50"]


def test_a_line_tells_the_middle_and_the_slow_ones() -> None:
    assert row("add", [0.001 * one for one in range(101)]) == "| add | 101 | 50,000 | 95,000 | 100,000 |"
