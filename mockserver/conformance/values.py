"""Values that fuzzing tries often, because chance would hardly meet them: ids that the fixtures have; per vendor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mockserver.contract.sources import read_yaml

FILE = Path(__file__).with_name("values.yaml")
OFTEN = 0.8
"""How often a parameter has one of its values; otherwise chance decides."""

Values = Mapping[str, Sequence[str | int]]
"""Parameter, such as `query.aid`, to the values."""


def load(vendor: str, file: Path = FILE) -> Values:
    """Read the values of a vendor; none where the file has none.

    Raises:
        SourceError: the file cannot be read.
    """
    found: Values = read_yaml(file).get(vendor, {})
    return found


def settings(values: Values) -> dict[str, Any]:
    """Write values as schemathesis' settings."""
    names = {parameter: parameter.replace(".", "-") for parameter in values}
    return {
        "dictionaries": {names[parameter]: {"values": list(each)} for parameter, each in values.items()},
        "parameters": {parameter: {"dictionary": name, "probability": OFTEN} for parameter, name in names.items()},
    }
