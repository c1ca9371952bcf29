"""What of a source stands in a copy of it: each passage in its place, elsewhere, in several places, or nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from itertools import product

from graph.passages import Stretch, digest
from graph.readings import ENCODINGS, Reading, as_utf8, readings
from graph.texts import Original

MOST_TRIED = 5_000_000  # stretches of a copy that are compared in search of what is not in its place
MOST_BREAKS = 8  # line breaks of the source that may be others in a copy, in or before a passage
MOST_SOUGHT = 3  # passages by which an encoding is told where none is in its place
MOST_SHIFTS = 4  # ways in which others were moved that are tried first,
ASIDE = sorted(range(-MOST_BREAKS, MOST_BREAKS + 1), key=abs)  # or nearly so

Place = tuple[int, int]


class State(StrEnum):
    """How a passage fares in a copy."""

    HOLDS = "holds"
    MOVED = "moved"
    AMBIGUOUS = "ambiguous"
    MISSING = "missing"
    NOT_SOUGHT = "not sought"


@dataclass(frozen=True)
class Verdict:
    """On one passage: `places` are where else its text stands, in code points of the copy as it was read."""

    passage: Stretch
    state: State
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Verification:
    """On a copy: how it was read, each passage, and whether the whole is what its hash says."""

    slug: str
    reading: Reading
    verdicts: tuple[Verdict, ...]
    is_whole: bool

    @classmethod
    def of(cls, original: Original, raw: bytes) -> "Verification":
        """Hold the bytes of a copy against the original."""
        reading = _best_reading(original, raw)
        search = Search(reading.text)
        verdicts = tuple(search.verdict(passage) for passage in original.passages)
        return cls(original.slug, reading, verdicts, digest(reading.text) == original.sha256)

    @property
    def holds(self) -> bool:
        """Whether the copy is the text itself, to the byte."""
        return self.is_whole and self.reading.is_plain and self.count(State.HOLDS) == len(self.verdicts)

    def count(self, state: State) -> int:
        """How many passages are in a state."""
        return sum(one.state == state for one in self.verdicts)

    def sentence(self, file: str) -> str:
        """All of it in one sentence, with what to do."""
        held, total = self.count(State.HOLDS), len(self.verdicts)
        if self.holds:
            return f"{file} is the text of {self.slug}: all {total} passages hold"
        if not held and not self.count(State.MOVED) + self.count(State.AMBIGUOUS):
            what = f" {_listed(self.reading.differences)}, and" if not self.reading.is_plain else ""
            return f"{file}{what} holds no passage of {self.slug}, in whichever encoding it is read ({_encodings()})"
        how_many = f"all {total} passages hold" if held == total else f"{held} of {total} passages hold"
        others = [f"{number} {state}" for state in State if (number := self.count(state)) and state != State.HOLDS]
        if held == total and not self.is_whole:
            others = ["but the whole is not what its hash says: it differs between or around them"]
        told = ", ".join([how_many, *others])
        if self.reading.is_plain:
            return f"{file} is not the text of {self.slug} as it was: {told}"
        return f"{file} {_listed(self.reading.differences)}: read so, {told}; {self.reading.mending}"


@dataclass
class Search:
    """Looks in a text for passages of which nothing is known but place, length and hash."""

    whole: str
    tried: int = 0
    _shifts: list[int] = field(default_factory=lambda: [0])

    def __post_init__(self) -> None:
        """Take the line breaks out, which no hash counts, and keep where everything stood."""
        self._places = [at for at, letter in enumerate(self.whole) if letter not in "\r\n"]
        self._flat = "".join(self.whole[at] for at in self._places)
        self._flat_at = [0]
        for letter in self.whole:
            self._flat_at.append(self._flat_at[-1] + (letter not in "\r\n"))
        self._octets = self._flat.encode("utf-8", "surrogatepass")
        self._octet_at = [0]
        for letter in self._flat:
            self._octet_at.append(self._octet_at[-1] + len(letter.encode("utf-8", "surrogatepass")))

    def verdict(self, passage: Stretch) -> Verdict:
        """Where a passage stands."""
        if passage.start is None or passage.end is None:
            return Verdict(passage, State.HOLDS)
        if passage.holds_in(self.whole):
            self._remember(self._flat_at[passage.start] - passage.start)
            return Verdict(passage, State.HOLDS)
        wanted = bytes.fromhex(passage.sha256)
        for begin, end in self._stretches(passage.start, passage.end - passage.start):
            if begin >= end:
                continue
            if self.tried == MOST_TRIED:
                return Verdict(passage, State.NOT_SOUGHT)
            self.tried += 1
            if sha256(self._octets[self._octet_at[begin] : self._octet_at[end]]).digest() == wanted:
                return self._found(passage, passage.start, self._flat[begin:end])
        return Verdict(passage, State.MISSING)

    def _stretches(self, start: int, length: int) -> Iterator[Place]:
        """What a passage may be: moved like others; anywhere, its line breaks kept; anywhere, having had none."""
        for shift, aside, breaks in product(self._shifts, ASIDE, range(MOST_BREAKS + 1)):
            begin = start + shift + aside
            if 0 <= begin <= len(self._flat) - length + breaks:
                yield begin, begin + length - breaks
        for at in self._places:
            if at <= len(self.whole) - length:
                yield self._flat_at[at], self._flat_at[at + length]
        for begin in range(len(self._flat) - length + 1):
            yield begin, begin + length

    def _found(self, passage: Stretch, start: int, text: str) -> Verdict:
        """Its text is known now: so is every place where it stands."""
        begins, at = list[int](), self._flat.find(text)
        while at >= 0:
            begins.append(at)
            at = self._flat.find(text, at + 1)
        places = tuple((self._places[at], self._places[at + len(text) - 1] + 1) for at in begins)
        if len(places) > 1:
            return Verdict(passage, State.AMBIGUOUS, places)
        self._remember(begins[0] - start)
        return Verdict(passage, State.MOVED, places)

    def _remember(self, shift: int) -> None:
        """Look here first for the next one."""
        self._shifts = [shift, *(one for one in self._shifts if one != shift)][:MOST_SHIFTS]


def _best_reading(original: Original, raw: bytes) -> Reading:
    """The plainest in which most passages hold; else that in which the longest ones stand elsewhere; else UTF-8."""
    best, most = as_utf8(raw), 0
    for reading in readings(raw):
        if digest(reading.text) == original.sha256:
            return reading
        if reading.ends and reading.ends[1] != "LF":
            continue  # other line ends than those are taken for the source's own only where all of it is as it was
        if (held := reading.held(original.passages)) > most:
            best, most = reading, held
    if most:
        return best
    longest = sorted(original.passages, key=lambda one: len(range(one.start or 0, one.end or 0)))[-MOST_SOUGHT:]
    for reading in readings(raw):
        search = Search(reading.text)
        if not reading.form and any(search.verdict(one).state == State.MOVED for one in longest):
            return reading
    return best


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _encodings() -> str:
    return ", ".join(ENCODINGS.values())
