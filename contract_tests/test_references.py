"""The tables of the reference say what the program says of itself."""

from __future__ import annotations

import runpy

import pytest
from conftest import ROOT

MADE = runpy.run_path(str(ROOT / "docs" / "references.py"))


@pytest.mark.parametrize("page", MADE["PAGES"])
def test_a_page_of_the_reference_says_what_the_program_says(page: str) -> None:
    written = (MADE["FOLDER"] / page).read_text(encoding="utf-8")
    assert written == MADE["renewed"](page), "python docs/references.py makes it anew"
