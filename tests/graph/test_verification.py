"""What of a source stands in a copy: in its place, elsewhere, several times, nowhere; whatever encoding it is in."""

import unicodedata
from collections.abc import Callable
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import verification
from graph.passages import Stretch, digest, without_breaks
from graph.readings import ENCODINGS
from graph.texts import Original
from graph.verification import State, Verification

TALE = "Corran has salt.\n\n鯡場有鹽；\nOstra has none.\n古書作𠮷場é。"
letters = st.text(alphabet="ab\n\r中𠮷é", max_size=30)


def original_of(text: str, *cuts: int) -> Original:
    """A text in passages that are cut at these places."""
    ends = sorted({0, len(text), *cuts})
    stretches = [
        Stretch(f"P{start}", start, end, digest(without_breaks(text[start:end])))
        for start, end in pairwise(ends)
        if without_breaks(text[start:end])
    ]
    return Original("tale", sha256(text.encode()).hexdigest(), tuple(stretches))


ORIGINAL = original_of(TALE, 18, 24, 40)


def states(found: Verification) -> list[State]:
    """How each passage fares."""
    return [one.state for one in found.verdicts]


def test_the_text_itself_holds() -> None:
    found = Verification.of(ORIGINAL, TALE.encode())
    assert found.holds
    assert found.sentence("copy.txt") == "copy.txt is the text of tale: all 4 passages hold"


@pytest.mark.parametrize("codec", sorted(set(ENCODINGS) - {"utf-8"}))
def test_a_copy_in_another_encoding_is_recognised(codec: str) -> None:
    text = "".join(letter for letter in TALE if letter.encode(codec, "ignore"))
    original = original_of(text, 18, 24)
    found = Verification.of(original, text.encode(codec))
    assert states(found) == [State.HOLDS] * len(original.passages)
    assert found.is_whole
    assert not found.holds
    told = found.sentence("copy.txt")
    assert "all" in told
    assert told.endswith("save it as UTF-8")
    assert "is in " in told


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_copy_with_a_mark_other_line_ends_and_in_another_normal_form_is_recognised(
    codec: str, ends: str, form: str
) -> None:
    raw = unicodedata.normalize(form, TALE).replace("\n", ends).encode(codec)  # type: ignore[arg-type] # one of two
    found = Verification.of(ORIGINAL, raw)
    assert found.is_whole
    assert not found.holds
    told = found.sentence("copy.txt")
    assert "all 4 passages hold" in told
    assert "byte order mark" in told
    assert ("in place of LF" in told) == (ends != "\n")
    assert ("NFC" in told) == (form == "NFD")


def test_what_an_encoding_has_no_letters_for_is_missing_and_the_others_hold() -> None:
    found = Verification.of(ORIGINAL, TALE.encode("big5", "replace"))
    assert states(found) == [State.HOLDS, State.HOLDS, State.HOLDS, State.MISSING]
    assert "is in Big5: read so, 3 of 4 passages hold, 1 missing" in found.sentence("copy.txt")


def test_a_source_that_has_other_line_ends_of_its_own_is_recognised_without_them() -> None:
    text = TALE.replace("\n", "\r\n")
    found = Verification.of(original_of(text, 19, 25), TALE.encode())
    assert found.is_whole
    assert "has the line ends LF in place of CR LF" in found.sentence("copy.txt")


def test_a_damaged_byte_is_told_and_what_holds_beside_it() -> None:
    raw = TALE.encode()
    found = Verification.of(ORIGINAL, raw[:3] + b"\xff" + raw[4:])
    assert states(found) == [State.MISSING, *[State.HOLDS] * 3]
    assert "is not UTF-8 (byte 3)" in found.sentence("copy.txt")


def test_what_was_moved_is_found_with_its_new_place_in_another_encoding_too() -> None:
    for raw in (("before " + TALE).encode(), ("before " + TALE).encode("gb18030")):
        found = Verification.of(ORIGINAL, raw)
        assert states(found) == [State.MOVED] * 4
        assert [one.places for one in found.verdicts] == [((7, 23),), ((25, 30),), ((31, 46),), ((47, 54),)]


def test_line_breaks_elsewhere_hide_no_passage() -> None:
    text = "The first of all.\nThe second, over\na page.\n\nThe third\none. And the last."
    original = original_of(text, 18, 44, 59)
    found = Verification.of(original, without_breaks(text).encode())
    assert states(found) == [State.MOVED] * 4


def test_what_stands_in_two_other_places_is_ambiguous_and_anchored_to_neither() -> None:
    found = Verification.of(ORIGINAL, f"xxx{TALE}{TALE}".encode())
    assert states(found) == [State.AMBIGUOUS] * 4
    assert [len(one.places) for one in found.verdicts] == [2] * 4


def test_what_is_repeated_holds_where_its_place_has_it() -> None:
    text = "again\nagain\nonce"
    original = original_of(text, 6, 12)
    assert original.passages[0].sha256 == original.passages[1].sha256
    assert Verification.of(original, text.encode()).holds
    assert states(Verification.of(original, b"never\nagain\nonce")) == [State.MOVED, State.HOLDS, State.HOLDS]


def test_a_copy_that_differs_between_its_passages_only_is_not_the_text() -> None:
    original = Original("tale", ORIGINAL.sha256, ORIGINAL.passages[1:])
    found = Verification.of(original, TALE.replace("salt", "malt").encode())
    assert states(found) == [State.HOLDS] * 3
    assert not found.holds
    assert "the whole is not what its hash says" in found.sentence("copy.txt")


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\xff", b"Another tale, and a longer one than that of salt and harbours."]
)
def test_a_file_that_holds_no_passage_is_one_sentence(raw: bytes) -> None:
    told = Verification.of(ORIGINAL, raw).sentence("copy.txt")
    assert "holds no passage of tale, in whichever encoding it is read" in told
    assert ("is not UTF-8 (byte 0)" in told) == raw.startswith(b"\xff")


def test_a_search_that_is_cut_short_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "MOST_TRIED", 200)
    found = Verification.of(ORIGINAL, TALE.replace("salt", "malt").replace("none", "some").encode())
    assert states(found) == [State.MISSING, State.HOLDS, State.NOT_SOUGHT, State.HOLDS]
    assert "1 not sought" in found.sentence("copy.txt")


@given(before=letters, text=letters, after=letters, cuts=st.lists(st.integers(0, 30), max_size=4))
def test_a_verdict_is_what_the_texts_say(before: str, text: str, after: str, cuts: list[int]) -> None:
    original = original_of(text, *(cut for cut in cuts if cut < len(text)))
    copy = before + text + after
    found = Verification.of(original, copy.encode())
    flat = without_breaks(found.reading.text)
    for verdict in found.verdicts if not found.reading.form else ():
        passage, whole = verdict.passage, found.reading.text
        own = without_breaks(text[passage.start : passage.end])
        count = sum(flat.startswith(own, at) for at in range(len(flat)))
        assert (verdict.state == State.HOLDS) == (without_breaks(whole[passage.start : passage.end]) == own)
        assert all(without_breaks(whole[start:end]) == own for start, end in verdict.places)
        expected = {0: State.MISSING, 1: State.MOVED}.get(count, State.AMBIGUOUS)
        has_break = (
            own != text[passage.start : passage.end]
        )  # and may have another in the copy, far from any that holds
        assert verdict.state in (State.HOLDS, expected) or (has_break and verdict.state == State.MISSING)


@pytest.mark.needs("shared")
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.encode("gb18030"), "is in GB18030: read so, all 326 passages hold"),
        (lambda text: text.encode("big5hkscs", "replace"), "is in Big5: read so, 311 of 326 passages hold, 15 missing"),
        (lambda text: text.replace("\n", "\r\n").encode("utf-16"), "all 326 passages hold; save it as UTF-8"),
    ],
)
def test_copies_of_the_chapter_in_other_encodings_are_recognised(
    change: Callable[[str], bytes], told: str, shared: Path, chapter_original: Original
) -> None:
    text = (shared / "source" / "chapter-6.txt").read_bytes().decode("utf-8")
    assert told in Verification.of(chapter_original, change(text)).sentence("copy.txt")
