"""Every example is run with the command that its README gives."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from conftest import ROOT

pytestmark = pytest.mark.posix

EXAMPLES = ROOT / "examples"
VENDORS = ("grafana", "thousandeyes", "strapi", "checkcentral")
SERVING = re.compile(r"Running on (http://127\.0\.0\.1:\d+)")


def command(part: str) -> str:
    """The one command of the README that has `part` in it."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", (EXAMPLES / "README.md").read_text(), re.DOTALL | re.MULTILINE)
    (found,) = (block for block in blocks if part in block)
    return str(found.strip())


def environ() -> dict[str, str]:
    """The environment of a user who has installed everything, and has no server running."""
    others = ("MOCKSRV_", "PYTEST_", "FLASK_", "COV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept["PATH"]])
    return {**kept, "PATH": path, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"}


def run(line: str, folder: Path = ROOT) -> str:
    """Run a command line to its end, which must be a good one; what it printed."""
    done = subprocess.run(
        line, shell=True, cwd=folder, env=environ(), text=True, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@contextlib.contextmanager
def serving(line: str) -> Iterator[httpx.Client]:
    """A client of the Flask application that a command line serves."""
    process = subprocess.Popen(
        f"{line} --port 0", shell=True, cwd=ROOT, env=environ(), text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    printed = []
    try:
        for each in process.stdout:
            printed.append(each)
            if found := SERVING.search(each):
                with httpx.Client(base_url=found[1], timeout=30) as client:
                    yield client
                return
        raise AssertionError("".join(printed))
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.stdout.close()
        process.wait(10)


def every_vendor_takes_a_report(hub: httpx.Client) -> None:
    """Create a report everywhere and find it in the list."""
    for vendor in VENDORS:
        new = {"vendor": vendor, "name": "Weekly", "recipients": ["ann@example.com"]}
        created = hub.post("/reports", json=new)
        assert created.status_code == 201, created.text
        assert created.json()["report"] in hub.get("/reports").json()["reports"]
    assert hub.get("/reports").json()["problems"] == []


def test_the_hubs_test_suite_passes_and_shows_its_coverage() -> None:
    printed = run(command("report_hub --mockserver-coverage") + " -p no:cacheprovider")
    assert re.search(r"\b\d+ passed", printed)
    assert "failed" not in printed
    for vendor in VENDORS:
        assert re.search(rf"^{vendor}: \d+ of \d+ outcomes met", printed, re.MULTILINE)
    assert re.search(r"createReport +200×\d+ .*429×1", printed)
    assert re.search(r"^reached: 7\d\.\d % met", printed, re.MULTILINE)


def test_the_hubs_test_suite_passes_in_a_folder_of_another_name_elsewhere(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "report_hub", tmp_path / "my_hub", ignore=shutil.ignore_patterns("__pycache__"))
    assert re.search(r"\b\d+ passed", run("pytest my_hub", tmp_path))


def test_the_hubs_test_suite_passes_beside_a_server_that_runs_already() -> None:
    assert re.search(r"\b\d+ passed", run("mockserver run -- pytest examples/report_hub -p no:cacheprovider"))


def test_the_hub_reaches_the_vendors_that_mockserver_run_tells_it_of() -> None:
    with serving(command("examples/report_hub run")) as hub:
        every_vendor_takes_a_report(hub)


def test_the_unittest_style_passes() -> None:
    assert re.search(r"Ran \d+ tests .*\n\nOK", run(command("unittest")))


def test_the_behave_style_passes() -> None:
    assert "2 scenarios passed, 0 failed" in run(command("behave examples"))


def test_the_robot_style_passes() -> None:
    assert "2 tests, 2 passed, 0 failed" in run(command("robot "))


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed; the JavaScript example needs it")
def test_the_javascript_example_passes() -> None:
    printed = run(command("hub.test.mjs"))
    assert re.search(r"^(#|ℹ) pass [1-9]", printed, re.MULTILINE)
    assert re.search(r"^(#|ℹ) fail 0$", printed, re.MULTILINE)


def test_the_tests_of_a_client_of_a_bare_document_pass() -> None:
    assert re.search(r"\b6 passed", run("pytest examples/any_document -p no:cacheprovider"))


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed; the JavaScript example needs it")
def test_the_javascript_tests_beside_a_bare_document_pass() -> None:
    printed = run(command("any_document/toolshed.test.mjs"))
    assert re.search(r"^(#|ℹ) pass 2", printed, re.MULTILINE)


def test_the_hub_works_with_the_mocks_in_the_same_application() -> None:
    with serving(command("in_flask")) as hub:
        every_vendor_takes_a_report(hub)
        assert hub.get("/mocks/__admin/health").json() == {"status": "ok"}
        journal = hub.get("/mocks/__admin/worlds/default/requests", params={"violated": "true"}).json()
        assert journal == []
