"""Parts that a machine may lack: Java, the network, a browser."""

import os

import pytest

from ontology.consistency import java_is_present

PRESENT = {"java": java_is_present}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs an absent part; fail it where OXIANA_REQUIRE (a comma list) names the part."""
    for mark in item.iter_markers("needs"):
        part = mark.args[0]
        if PRESENT[part]():
            continue
        if part in os.environ.get("OXIANA_REQUIRE", "").split(","):
            pytest.fail(f"{part} is required here (OXIANA_REQUIRE), and absent", pytrace=False)
        pytest.skip(f"{part} is absent on this machine")
