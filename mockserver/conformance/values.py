"""Values that parameters always have while fuzzing, where every other value is refused first; per vendor."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mockserver.openapi.sources import read_yaml

FILE = Path(__file__).with_name("values.yaml")

Values = Mapping[str, str | int]
"""Parameter, such as `query.aid`, to its value."""


def load(vendor: str, file: Path = FILE) -> Values:
    """Read the values of a vendor; none where the file has none.

    Raises:
        SourceError: the file cannot be read.
    """
    found: Values = read_yaml(file).get(vendor, {})
    return found
