"""Hand-written files to break, and what a build says of them."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.build import Build, Inputs, build, check, current
from graph.store import EmbeddedStore, Store
from graph.texts import Original, originals
from ontology.errors import Finding, InputError
from ontology.terms import Names
from tests.linking import link

SLUG = "quill-harbours"
OTHER = "other-harbours"
Fault = tuple[str, int, str]


@dataclass(frozen=True)
class Draft:
    """A copy of the second source's files, under somebody's hands."""

    folder: Path

    def replace(self, file: str, old: str, new: str) -> int:
        """Write `new` in place of the one `old` of a file; returns the line on which it begins."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file} holds {old!r} {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def append(self, file: str, text: str) -> int:
        """Write at the end of a file; returns the first line written."""
        path = self.folder / file
        before = path.read_text(encoding="utf-8")
        path.write_text(before + text, encoding="utf-8")
        return before.count("\n") + 1

    def line_of(self, file: str, mark: str) -> int:
        """The line of a file on which a mark first stands."""
        text = (self.folder / file).read_text(encoding="utf-8")
        return text[: text.index(mark)].count("\n") + 1

    def check(self) -> None:
        """Check the files as `oxiana check` does."""
        check(Inputs(self.folder, None, Names()), lambda _: None)

    def findings(self) -> list[Finding]:
        """What a check finds."""
        with pytest.raises(InputError) as refusal:
            self.check()
        return list(refusal.value.findings)

    def faults(self) -> list[Fault]:
        """What a check finds: file within the folder, line, sentence."""
        return [(self.name_of(found.path), found.line, found.sentence) for found in self.findings()]

    def name_of(self, path: Path) -> str:
        """The name of a file within the folder."""
        return path.relative_to(self.folder).as_posix()


@pytest.fixture
def draft(second_copy: Path) -> Draft:
    return Draft(second_copy)


@pytest.fixture
def linked_draft(draft: Draft) -> Draft:
    link(draft.folder)
    return draft


@pytest.fixture
def built_draft(draft: Draft, second_data_copy: Path) -> Iterator[Callable[[], Build]]:
    """Builds the draft over the last good build of the second source."""
    yield lambda: build(second_data_copy, Inputs(draft.folder, None, Names()), lambda _: None)
    assert current(second_data_copy).store_path.is_dir()


@pytest.fixture
def two_sources(draft: Draft, tmp_path: Path) -> Store:
    """Two sources in one folder: in the other one it is the Empire of Mar that has the interest, and nobody else."""
    shutil.copytree(draft.folder / SLUG, draft.folder / OTHER)
    for path in (draft.folder / OTHER).rglob("*.t*"):
        text = path.read_text(encoding="utf-8").replace(SLUG, OTHER)
        if path.name == "A01.trig":
            for state in ("Corran", "Ostra", "Velm"):
                text = text.replace(f"id:{state} ox:hasInterest", "id:EmpireOfMar ox:hasInterest")
        path.write_text(text, encoding="utf-8")
    built = build(tmp_path / "two", Inputs(draft.folder, None, Names()), lambda _: None)
    assert set(built.summary["sources"]) == {SLUG, OTHER}
    return EmbeddedStore.open(built.store_path)


@pytest.fixture(scope="session")
def chapter_original(chapter_store: Store) -> Original:
    """What a copy of the packaged source is held against."""
    return next(iter(originals(chapter_store, Names()).values()))
