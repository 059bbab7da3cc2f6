"""The tables of the reference say what the program says of itself; `pytest --update-pages` writes them anew."""

from __future__ import annotations

import re

import marked
import pytest
import reference_tables
from conftest import ROOT

PAGES = {
    "commands": "command-line.md",
    "settings": "settings.md",
    "calls": "control-plane.md",
    "plugin": "pytest.md",
    "laws": "verify.md",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_table_of_the_reference_says_what_the_program_says(name: str, request: pytest.FixtureRequest) -> None:
    page, computed = ROOT / "docs" / "reference" / PAGES[name], reference_tables.table(name)
    text = page.read_text(encoding="utf-8")
    renewed = marked.renewed(text, {name: computed})
    if request.config.getoption("--update-pages"):
        page.write_text(renewed, encoding="utf-8")
        return
    assert re.search(f"<!-- {name} -->", text)
    assert text == renewed
