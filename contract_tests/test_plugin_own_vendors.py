"""A vendor of the user's own has its fixture like all others, wherever its folder is named."""

from __future__ import annotations

import own_vendor
import pytest
from suites import Suite

TEST = """
import httpx


def test_a_parcel_is_sent(mock_parcels, mock_grafana):
    mock_parcels.act_as("clerk")
    assert mock_parcels.headers == {"Authorization": "Bearer clerk-token"}
    httpx.post(f"{mock_parcels.url}/parcels", headers=mock_parcels.headers, json={"id": "b", "weight": 1.5}).raise_for_status()
    assert list(mock_parcels.state["parcels"]) == [{"id": "a", "weight": 2}, {"id": "b", "weight": 1.5}]
    assert not mock_parcels.violations
    mock_parcels.assert_called("sendParcel", times=1)
"""


@pytest.mark.parametrize("where", ["pytest.ini", "the environment", "mockserver.toml"])
def test_it_has_a_fixture_like_all_others(suite: Suite, where: str) -> None:
    suite.write(TEST, "tests/test_it.py")
    own_vendor.write(suite.path / "mine")
    environ = {}
    if where == "pytest.ini":
        suite.write("[pytest]\nmockserver_own = mine\n", "pytest.ini")
    elif where == "mockserver.toml":
        suite.write("[pytest]\n", "pytest.ini")
        suite.write('own = "mine"\n', "mockserver.toml")
    else:
        environ = {"MOCKSRV_OWN": "mine"}
    suite.run("tests", **environ).assert_outcomes(passed=1)


def test_it_has_one_also_under_mockserver_run(suite: Suite) -> None:
    suite.write(TEST)
    own_vendor.write(suite.path / "mine")
    command = [str(suite.python), "-m", "mockserver", "run", "--own", "mine", "--", *suite.command()]
    suite.pytester.run(*command, timeout=60).assert_outcomes(passed=1)


def test_a_document_that_cannot_be_served_is_told_in_one_line(suite: Suite) -> None:
    suite.write(TEST)
    folder = own_vendor.write(suite.path / "mine")
    document = folder / "specs" / "parcels" / "openapi.yaml"
    document.write_text(document.read_text().replace("3.0.3", "3.1.0"))
    result = suite.run("-rN", MOCKSRV_OWN="mine")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["mockserver: */specs/parcels/openapi.yaml: /openapi: only OpenAPI 3.0*"])


def test_a_folder_that_is_not_there_stops_the_run(suite: Suite) -> None:
    suite.write("def test_it(): ...")
    result = suite.run("-o", "mockserver_own=nowhere")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: mockserver: vendors of your own: */nowhere: there is no such folder"])
