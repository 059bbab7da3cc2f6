"""Prints one version's section of CHANGELOG.md, for the release page.

Usage: python .github/changelog.py VERSION; ends with 1 where there is no such section.
"""

import re
import sys
from pathlib import Path

CHANGELOG = Path(__file__).parent.parent / "CHANGELOG.md"


def section(page: str, version: str) -> str:
    """What stands between the version's heading and the next one; empty if it has none."""
    found = re.search(rf"^## \[{re.escape(version)}\].*?\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


if __name__ == "__main__":
    text = section(CHANGELOG.read_text(encoding="utf-8"), sys.argv[1])
    sys.exit(print(text) if text else f"CHANGELOG.md has no section [{sys.argv[1]}]")
