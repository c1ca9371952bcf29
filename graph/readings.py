"""The ways to read a copy of a text: its encoding, line ends and Unicode normal form."""

import codecs
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from graph.passages import Stretch

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
# Python's codecs, and the names that IANA or their makers have for them; what reads nearly any bytes comes late.
ENCODINGS = {
    "utf-8": "UTF-8",
    "big5": "Big5",
    "big5hkscs": "Big5-HKSCS",
    "cp950": "Big5 (code page 950)",
    "gb18030": "GB18030",
    "shift_jis": "Shift_JIS",
    "euc_jp": "EUC-JP",
    "euc_kr": "EUC-KR",
    "utf-16-le": "UTF-16LE",
    "utf-16-be": "UTF-16BE",
    "cp1252": "windows-1252",
}
MARKS = {  # the longer ones first: those of UTF-32 begin like those of UTF-16
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
MARKED = {"utf-32-le": "UTF-32LE", "utf-32-be": "UTF-32BE"}
BREAKS = {"\n": "LF", "\r\n": "CR LF", "\r": "CR"}


@dataclass(frozen=True)
class Reading:
    """A text, and how it was got from a file.

    `encoding` is what the file is in, `has_mark` whether a byte order mark was left out, `ends` are the line ends that
    it has and those that were put in their place, `form` the normal form (UAX #15) into which it was put, `broken` the
    first byte that is not of the encoding.
    """

    text: str
    encoding: str = "UTF-8"
    has_mark: bool = False
    ends: tuple[str, str] | None = None
    form: str = ""
    broken: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the file is UTF-8, and nothing of it was read as another thing."""
        return self == Reading(self.text)

    @property
    def differences(self) -> list[str]:
        """What the file is that it should not be, each in some words."""
        told = [f"is in {self.encoding}"] if self.encoding != "UTF-8" else []
        told += ["begins with a byte order mark"] if self.has_mark else []
        told += [f"has the line ends {self.ends[0]} in place of {self.ends[1]}"] if self.ends else []
        told += [f"is not in the Unicode normal form {self.form}"] if self.form else []
        return told + ([f"is not UTF-8 (byte {self.broken})"] if self.broken is not None else [])

    def held(self, passages: Sequence[Stretch]) -> int:
        """How many passages hold."""
        return sum(passage.holds_in(self.text) for passage in passages)

    @property
    def mending(self) -> str:
        """What to do about them."""
        if self.broken is not None:
            return "get a copy that was not damaged"
        without = " without a byte order mark" if self.has_mark else ""
        ends = f" with the line ends {self.ends[1]}" if self.ends else ""
        form = f", in the normal form {self.form}" if self.form else ""
        return f"save it as UTF-8{without}{ends}{form}"


def readings(raw: bytes) -> Iterator[Reading]:
    """Every way to read a file, the plainest first; each text once."""
    seen = set[str]()
    for reading in _readings(raw):
        if reading.text not in seen:
            seen.add(reading.text)
            yield reading


def as_utf8(raw: bytes) -> Reading:
    """A file read as UTF-8, whether it is or not."""
    try:
        return Reading(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        return Reading(raw.decode("utf-8", "replace"), broken=error.start)


def _readings(raw: bytes) -> Iterator[Reading]:
    decoded = [*_decoded(raw), as_utf8(raw)]
    with_ends = [each for one in decoded for each in (one, *_with_other_ends(one))]
    yield from with_ends
    for one in with_ends:
        for form in get_args(Form):
            yield replace(one, text=unicodedata.normalize(form, one.text), form=form)


def _decoded(raw: bytes) -> Iterator[Reading]:
    for mark, codec in MARKS.items():
        if raw.startswith(mark):
            try:
                text = raw.removeprefix(mark).decode(codec)
            except UnicodeDecodeError:
                continue
            yield Reading(text, {**ENCODINGS, **MARKED}[codec], has_mark=True)
            return
    for codec, name in ENCODINGS.items():
        try:
            yield Reading(raw.decode(codec), name)
        except UnicodeDecodeError:
            continue


def _with_other_ends(reading: Reading) -> Iterator[Reading]:
    """A reading with each kind of line ends, where they are not its own."""
    lines = reading.text.replace("\r\n", "\n").replace("\r", "\n")
    had = next((BREAKS[ends] for ends in ("\r\n", "\r", "\n") if ends in reading.text), "")
    for ends, name in BREAKS.items():
        if (text := lines.replace("\n", ends)) != reading.text:
            yield replace(reading, text=text, ends=(had, name))
