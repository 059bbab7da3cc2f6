"""Values that parameters always have while fuzzing, where every other value is refused first; per vendor."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mockserver.evidence import forms

FILE = Path(__file__).with_name("values.yaml")

Values = Mapping[str, str | int]
"""Parameter, such as `query.aid`, to its value."""


def load(vendor: str, file: Path = FILE) -> Values:
    """Read the values of a vendor; none where the file has none.

    Raises:
        SourceError: the file cannot be read or does not fit its form.
    """
    found: Values = forms.read(file, "values").get(vendor, {})
    return found
