"""The drawn lattice in a real browser: no label overlaps another or leaves its box, and each leads to its evidence."""

from collections.abc import Iterator
from itertools import combinations, pairwise

import httpx
import pytest
from hypothesis import given, settings
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from api.hasse import Place, drawn
from api.labelling import WIDEST, lines_of, width_of
from api.settings import Settings
from graph.contexts import Context
from graph.lattice import Lattice
from tests.api.conftest import served
from tests.api.test_browser import PHONE, browser, phone  # noqa: F401 - fixtures
from tests.graph.test_lattice import contexts, invented

BOTH = ("en", "zh-Hant")
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
# Who has which of seven values, so that lines cross and pass levels.
ROWS = [0b0000111, 0b0001110, 0b0011100, 0b0111000, 0b1110000, 0b1100001, 0b1000011, 0b0000101, 0b1010101]
LONG = "an interest of uncommon length in the Wide Waterways of Mmmmmmmmmmmmmmmmmmmmmmmmmmmm"


@pytest.fixture(scope="module")
def crossed() -> Iterator[httpx.Client]:
    """A client of a service over a lattice whose lines cross, with long labels."""
    lines = []
    for number, row in enumerate(ROWS):
        lines.append(f"<http://e.org/{number}> <{TYPE}> <http://e.org/C>")
        lines.append(f'<http://e.org/{number}> <{LABEL}> "Member WWW {number}"@en')
        lines.append(f'<http://e.org/{number}> <{LABEL}> "第{number}個成員國"@zh-Hant')
        lines += [
            f"<http://e.org/{number}> <http://e.org/p> <http://e.org/v{bit}>" for bit in range(7) if row >> bit & 1
        ]
    for bit in range(7):
        lines.append(f'<http://e.org/v{bit}> <{LABEL}> "{LONG} {bit}"@en')
        lines.append(f'<http://e.org/v{bit}> <{LABEL}> "{"甚長之利益名稱" * 4}{bit}"@zh-Hant')
    with served("".join(f"{line} .\n" for line in lines).encode(), Settings()) as one:
        yield one


@pytest.fixture
def reader(browser: Browser, crossed: httpx.Client) -> Iterator[Page]:  # noqa: F811 - the fixture
    context = browser.new_context(
        base_url=str(crossed.base_url), viewport=PHONE, java_script_enabled=False, locale="en-GB"
    )
    yield context.new_page()
    context.close()


def boxes(found: Locator) -> list[FloatRect]:
    every = [box for one in found.all() if (box := one.bounding_box())]
    assert every
    return every


def overlap(one: FloatRect, other: FloatRect) -> bool:
    return all(
        one[start] + one[size] > other[start] + 0.5 and other[start] + other[size] > one[start] + 0.5  # type: ignore[literal-required]
        for start, size in (("x", "width"), ("y", "height"))
    )


def within(inner: FloatRect, outer: FloatRect) -> bool:
    return all(
        outer[start] - 0.5 <= inner[start]  # type: ignore[literal-required]
        and inner[start] + inner[size] <= outer[start] + outer[size] + 0.5  # type: ignore[literal-required]
        for start, size in (("x", "width"), ("y", "height"))
    )


@pytest.mark.needs("browser")
@pytest.mark.parametrize("language", BOTH)
def test_no_label_overlaps_another_or_leaves_its_box_or_the_diagram(reader: Page, language: str) -> None:
    reader.goto(f"/lattice?of=http://e.org/C&by=http://e.org/p&lang={language}")
    diagram = reader.locator("svg.hasse")
    (whole,) = boxes(diagram)
    nodes = diagram.locator("a").all()
    assert len(nodes) > 20
    for node in nodes:
        (frame,) = boxes(node.locator("rect"))
        texts = boxes(node.locator("text"))
        assert within(frame, whole)
        assert all(within(text, frame) for text in texts)
        for one, other in pairwise(texts):
            assert one["y"] + one["height"] <= other["y"] + one["height"] / 3, "lines of a label stand apart"
    frames = boxes(diagram.locator("rect"))
    assert not any(overlap(one, other) for one, other in combinations(frames, 2))


@pytest.mark.needs("browser")
def test_the_diagram_scrolls_in_its_frame_on_a_phone_to_its_last_label(reader: Page) -> None:
    reader.goto("/lattice?of=http://e.org/C&by=http://e.org/p")
    (frame,) = boxes(reader.get_by_role("region", name="The diagram"))
    assert frame["x"] + frame["width"] <= PHONE["width"]
    last = max(reader.locator("svg.hasse a").all(), key=lambda one: boxes(one)[0]["x"])
    expect(last).not_to_be_in_viewport()
    last.focus()
    last.scroll_into_view_if_needed()
    (box,) = boxes(last)
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]


@pytest.mark.needs("browser")
def test_a_box_leads_by_keyboard_to_its_concept_and_from_there_to_a_claim(phone: Page) -> None:  # noqa: F811
    phone.goto("/lattice")
    box = phone.get_by_role("link", name="3 share 1")
    box.focus()
    expect(box).to_be_focused()
    phone.keyboard.press("Enter")
    section = phone.locator("section.concept:target")
    expect(section).to_be_in_viewport()
    expect(section.get_by_role("heading")).to_have_text("3 share 1")
    section.get_by_role("link", name="A1.1").first.click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("A1.1")


@pytest.mark.needs("browser")
def test_two_things_are_chosen_from_lists_and_compared(phone: Page) -> None:  # noqa: F811
    phone.goto("/lattice")
    phone.get_by_label("How like is").select_option("Velm")
    phone.get_by_label("to", exact=True).select_option("Empire of Mar")
    phone.get_by_role("button", name="Compare").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("How alike are Velm and Empire of Mar?")
    expect(phone.get_by_role("definition").first).to_contain_text("0/1 = 0.000")


@pytest.mark.needs("browser")
def test_the_diagram_is_told_to_those_who_do_not_see_it(phone: Page) -> None:  # noqa: F811
    phone.goto("/lattice")
    expect(phone.get_by_role("group", name="Concept lattice: actor × has interest")).to_be_visible()
    expect(phone.locator("svg.hasse desc")).to_have_text(
        "2 concepts, the most general on top; the same is told in lists below."
    )


@settings(max_examples=50)
@given(contexts())
def test_every_concept_stands_below_those_above_it_and_no_line_meets_another_concept(context: Context) -> None:
    lattice = Lattice.make(context)
    drawing = drawn(lattice, BOTH)
    assert len(drawing.places) == len(lattice.concepts)
    for one, other in combinations(drawing.places, 2):
        apart = abs(one.x - other.x) >= (one.width + other.width) / 2
        assert one.level != other.level or apart
    for place, concept in zip(drawing.places, lattice.concepts, strict=True):
        assert all(drawing.places[above].y + drawing.places[above].height < place.y for above in concept.above)
        assert place.x - place.width / 2 >= 0
        assert place.x + place.width / 2 <= drawing.width
        assert place.y + place.height <= drawing.height
    for edge in drawing.edges:
        points = [tuple(map(float, point.split(","))) for point in edge.split()]
        assert not any(crosses(*piece, place) for piece in pairwise(points) for place in drawing.places)


def crosses(one: tuple[float, ...], other: tuple[float, ...], place: Place) -> bool:
    """Whether a piece of a line goes through a box, at one of a hundred points."""
    for part in range(1, 100):
        x, y = (start + (end - start) * part / 100 for start, end in zip(one, other, strict=True))
        if abs(x - place.x) < place.width / 2 - 1 and place.y + 1 < y < place.y + place.height - 1:
            return True
    return False


def test_a_label_is_cut_into_lines_that_fit() -> None:
    context = invented([1] * 12, 1)
    for text in (LONG, "甚長之利益名稱" * 9, "word " * 30):
        labels = {term: dict.fromkeys(BOTH, text) for term in (*context.objects, *context.attributes)}
        named = Context(context.of, context.by, context.objects, context.attributes, context.incidence, {}, {}, labels)
        (only,) = Lattice.make(named).concepts
        lines = lines_of(only, Lattice.make(named), BOTH)
        assert all(width_of(line) <= WIDEST for line in lines)
        value = "".join(line.text for line in lines if line.kind == "value" and line.language == "en")
        assert value.replace(" ", "") == text.replace(" ", "")
        assert [line.text for line in lines[-2:]] == ["and 4 more", "另有 4 者"]


def test_a_lattice_with_too_many_concepts_for_a_diagram_is_told_and_listed() -> None:
    lines = [f"<http://e.org/{n}> <{TYPE}> <http://e.org/C> ." for n in range(6)]
    lines += [
        f"<http://e.org/{n}> <http://e.org/p> <http://e.org/v{v}> ." for n in range(6) for v in range(6) if n != v
    ]
    with served("\n".join(lines).encode(), Settings()) as client:
        text = client.get("/lattice?of=http://e.org/C&by=http://e.org/p", headers={"Accept": "text/html"}).text
    assert "It has more concepts than a diagram shows: 64 &gt; 60" in text
    assert text.count('<section class="concept"') == 64
    assert "<svg" not in text
