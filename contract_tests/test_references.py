"""The tables of the reference say what the program says of itself; `pytest --update-pages` writes them anew."""

from __future__ import annotations

import re

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
    before, after = text.partition(f"<!-- {name} -->\n\n")[0], text.partition("\n<!-- end -->")[2]
    renewed = f"{before}<!-- {name} -->\n\n{computed}\n<!-- end -->{after}"
    if request.config.getoption("--update-pages"):
        page.write_text(renewed, encoding="utf-8")
        return
    assert re.search(f"<!-- {name} -->", text)
    assert text == renewed
