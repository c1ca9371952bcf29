"""A literal that its datatype does not have is told from one that it has."""

import pytest
from rdflib import XSD, Literal

from graph.literals import is_ill_typed

RIGHT = [
    *(("gYear", year) for year in ("2005", "-0044", "12005", "0000", "2005Z")),
    *(("gYearMonth", month) for month in ("2005-05", "-0044-03", "2005-12+08:00")),
    *(("date", date) for date in ("2005-05-13", "2004-02-29", "-0044-03-15", "2000-02-29", "12005-01-31-14:00")),
    *(("dateTime", time) for time in ("2005-05-13T24:00:00", "2005-05-13T23:59:59.5Z", "-0044-03-15T12:00:00")),
    *(("gMonth", "--05"), ("gMonthDay", "--02-29"), ("gDay", "---31"), ("dateTimeStamp", "2005-05-13T01:02:03Z")),
    *(
        ("integer", "-05"),
        ("boolean", "1"),
        ("decimal", "1.50"),
        ("double", "INF"),
        ("string", "one"),
        ("anyURI", "a b"),
    ),
]
WRONG = [
    *(("gYear", year) for year in ("05", "2005-05", "012005", "x")),
    *(("gYearMonth", month) for month in ("2005-17", "2005-5", "May 2005", "200505")),
    *(("date", date) for date in ("2005-02-30", "2005-02-29", "1900-02-29", "20050513", "2005-05-13+15:00")),
    *(("dateTime", time) for time in ("2005-05-13T25:00:00", "2005-05-13", "2005-06-31T01:02:03")),
    *(("gMonth", "05"), ("gMonthDay", "--02-30"), ("gDay", "---32"), ("dateTimeStamp", "2005-05-13T01:02:03")),
    *(("integer", "one"), ("boolean", "maybe"), ("nonNegativeInteger", "-1"), ("byte", "300")),
]


@pytest.mark.parametrize(("datatype", "words"), RIGHT)
def test_what_a_datatype_has_is_not_refused(datatype: str, words: str) -> None:
    assert not is_ill_typed(Literal(words, datatype=XSD[datatype], normalize=False))


@pytest.mark.parametrize(("datatype", "words"), WRONG)
def test_what_a_datatype_does_not_have_is_found(datatype: str, words: str) -> None:
    assert is_ill_typed(Literal(words, datatype=XSD[datatype], normalize=False))


def test_words_without_a_datatype_or_of_one_that_is_not_known_are_left_alone() -> None:
    assert not is_ill_typed(Literal("one"))
    assert not is_ill_typed(Literal("une", lang="fr"))
    assert not is_ill_typed(Literal("2005?", datatype="http://example.org/date"))


def test_nothing_is_printed_of_an_ill_typed_literal(capfd: pytest.CaptureFixture[str]) -> None:
    Literal("one", datatype=XSD.integer)
    assert capfd.readouterr() == ("", "")
