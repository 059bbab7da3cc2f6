"""The client's tests: `mock_toolshed` is there because pytest.ini names the document; nothing else was written for it."""

from __future__ import annotations

import pytest
from toolshed import Toolshed


@pytest.fixture
def shed(mock_toolshed):
    return Toolshed(mock_toolshed.url, mock_toolshed.secret)


def test_a_tool_is_found_among_those_of_its_kind(shed, mock_toolshed):
    saw, _ = shed.add("Fretsaw", "saw"), shed.add("Stepladder", "ladder")
    assert shed.of_kind("saw") == [saw]
    assert not mock_toolshed.violations


def test_a_renamed_tool_keeps_its_id(shed):
    saw = shed.add("Fretsaw", "saw")
    assert shed.rename(saw["id"], "Bow saw") == {**saw, "name": "Bow saw"}
    assert [each["name"] for each in shed.of_kind("saw")] == ["Bow saw"]


def test_a_tool_is_removed_once(shed):
    saw = shed.add("Fretsaw", "saw")
    assert shed.remove(saw["id"])
    assert not shed.remove(saw["id"])
    assert shed.of_kind("saw") == []


def test_a_tool_that_is_not_there_is_not_lent(shed):
    with pytest.raises(Exception, match="404"):
        shed.lend("3a3f1e3c-6d0e-4f5e-9a43-0d3f4b1f7c11", "Ann")


@pytest.mark.mockserver(frozen="2026-03-01T09:00:00Z")
def test_what_is_added_says_when(shed):
    assert shed.add("Fretsaw", "saw")["added_at"].startswith("2026-03-01T09:00:00")


def test_a_shed_that_is_out_of_order_is_told(shed, mock_toolshed):
    mock_toolshed.fail(503, operation="addTool")
    with pytest.raises(Exception, match="503"):
        shed.add("Fretsaw", "saw")
