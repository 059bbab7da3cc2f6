"""JSON Patch (RFC 6902) and merge patch (RFC 7396), as records of bare documents are changed."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.engine.inference.patches import Unapplied, patched
from mockserver.engine.inference.records import merged

OLD = {"a": [1, 2], "b": {"c": "d"}}


@pytest.mark.parametrize(
    ("patch", "new"),
    [
        ([{"op": "add", "path": "/a/1", "value": 9}], {"a": [1, 9, 2], "b": {"c": "d"}}),
        ([{"op": "add", "path": "/a/-", "value": 9}], {"a": [1, 2, 9], "b": {"c": "d"}}),
        ([{"op": "remove", "path": "/b/c"}], {"a": [1, 2], "b": {}}),
        ([{"op": "replace", "path": "/b", "value": 0}], {"a": [1, 2], "b": 0}),
        ([{"op": "move", "from": "/b/c", "path": "/e"}], {"a": [1, 2], "b": {}, "e": "d"}),
        ([{"op": "copy", "from": "/a", "path": "/e"}], {"a": [1, 2], "b": {"c": "d"}, "e": [1, 2]}),
        ([{"op": "test", "path": "/a/0", "value": 1}], OLD),
    ],
)
def test_a_json_patch_is_applied_and_the_old_value_stays(patch: Any, new: Any) -> None:
    assert patched(OLD, patch) == new
    assert OLD == {"a": [1, 2], "b": {"c": "d"}}


@pytest.mark.parametrize(
    "patch",
    [
        {},
        [{"op": "remove", "path": "/x"}],
        [{"op": "add", "path": "/a/7", "value": 1}],
        [{"op": "add", "path": "/a/b", "value": 1}],
        [{"op": "test", "path": "/a/0", "value": 2}],
        [{"op": "copy", "from": 1, "path": "/e"}],
        [{"op": "remove", "path": ""}, {"op": "add", "path": "/a", "value": 1}],
        [{"op": "add", "path": "/b/c/d", "value": 1}],
        [{"op": "replace", "path": "/a/9"}],
    ],
)
def test_a_patch_that_does_not_apply_says_so(patch: Any) -> None:
    with pytest.raises(Unapplied):
        patched(OLD, patch)


def test_a_merge_patch_takes_away_what_is_null() -> None:
    assert merged(OLD, {"b": {"c": None, "e": 1}, "a": None}) == {"b": {"e": 1}}
