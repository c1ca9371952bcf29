"""Stretches of time, as finely as a date tells."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal

from graph.crosscheck.spans import Span, finest

DAYS = st.dates(date(1000, 1, 1), date(9000, 12, 31))


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("2005-05-13", None, date(2005, 5, 13), date(2005, 5, 13)),
        ("2004-02", None, date(2004, 2, 1), date(2004, 2, 29)),
        ("2005", None, date(2005, 1, 1), date(2005, 12, 31)),
        ("2005~", None, date(2005, 1, 1), date(2005, 12, 31)),
        ("200X", None, date(2000, 1, 1), date(2009, 12, 31)),
        ("2005-XX", None, date(2005, 1, 1), date(2005, 12, 31)),
        ("2005-21", None, date(2005, 1, 1), date(2005, 12, 31)),
        ("1991~/2007~", None, date(1991, 1, 1), date(2007, 12, 31)),
        ("2003/..", None, date(2003, 1, 1), date.max),
        ("/2005-05-13", None, date.min, date(2005, 5, 13)),
        ("2001-01-01T00:00:00Z", 9, date(2001, 1, 1), date(2001, 12, 31)),
        ("2001-06-01T00:00:00Z", 10, date(2001, 6, 1), date(2001, 6, 30)),
        ("2001-06-14T00:00:00Z", 11, date(2001, 6, 14), date(2001, 6, 14)),
        ("1992-01-01T00:00:00Z", 8, date(1990, 1, 1), date(1999, 12, 31)),
    ],
)
def test_a_date_is_as_long_as_it_is_told(text: str, precision: int | None, first: date, last: date) -> None:
    assert Span.of(Literal(text), precision) == Span(first, last)


@pytest.mark.parametrize("text", ["in May", "", "2005-02-31", "-0044-03-15", "2007/2001", "US asked to leave", "28"])
def test_what_is_no_date_or_none_that_can_be_read_is_none(text: str) -> None:
    assert Span.of(Literal(text)) is None


def test_what_is_told_to_the_millennium_only_is_none() -> None:
    assert Span.of(Literal("0001-01-01T00:00:00Z"), 6) is None


@given(DAYS, DAYS, DAYS, DAYS)
def test_two_meet_where_a_day_is_in_both(one: date, two: date, three: date, four: date) -> None:
    here, there = Span(min(one, two), max(one, two)), Span(min(three, four), max(three, four))
    assert here.meets(there) == there.meets(here)
    assert here.meets(there) == (max(here.first, there.first) <= min(here.last, there.last))


@given(DAYS, DAYS)
def test_what_is_written_is_read_again(one: date, two: date) -> None:
    span = Span(min(one, two), max(one, two))
    assert Span.of(Literal(str(span))) == span


@given(st.lists(st.tuples(DAYS, DAYS), max_size=5))
def test_of_several_those_are_finest_within_which_no_other_lies(pairs: list[tuple[date, date]]) -> None:
    spans = [Span(min(pair), max(pair)) for pair in pairs]
    found = finest([*spans, None])
    assert set(found) <= set(spans)
    assert all(any(span.holds(one) for one in found) for span in spans)
    assert not any(one != other and one.holds(other) for one in found for other in found)
