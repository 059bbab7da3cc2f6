"""A wheel built from the tree serves from any directory, with nothing but the wheel installed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

from conftest import READY, ROOT

TOKEN = "eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk"


def test_the_wheel_holds_documents_evidence_and_fixtures_and_no_tests(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for name in (
        "specs/grafana/openapi.yaml",
        "specs/grafana/evidence.yaml",
        "fixtures/grafana/documented.json",
        "forms/evidence.schema.json",
        "py.typed",
    ):
        assert f"mockserver/{name}" in names
    assert not [name for name in names if "contract_tests" in name or "benchmarks" in name]


def test_serve_works_from_any_directory_with_only_the_wheel_installed(python: Path, tmp_path: Path):
    code = (
        "import sys; sys.argv[:] = ['mockserver', 'serve', '--port', '0']; import mockserver.cli;"
        "print(mockserver.__file__); sys.exit(mockserver.cli.main())"
    )
    process = subprocess.Popen([str(python), "-P", "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline().startswith(str(python.parent.parent))
        address = next(found[1] for line in process.stdout if (found := READY.search(line)))
        request = urllib.request.Request(f"{address}/grafana/api/reports", headers={"Authorization": f"Bearer {TOKEN}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert [report["id"] for report in json.load(answer)] == [2, 3, 6]
    finally:
        process.terminate()
        process.communicate(timeout=10)
    assert process.returncode == 0


def test_the_entry_points_are_declared(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        entries = archive.read(next(name for name in archive.namelist() if name.endswith("entry_points.txt"))).decode()
    assert re.search(r"mockserver = mockserver\.cli:main", entries)
    assert re.search(r"\[pytest11\]\nmockserver = mockserver\.pytest_plugin", entries)


def test_the_tests_can_be_run_where_nothing_can_be_written() -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "0",
        "-o",
        "cache_dir=/proc/nowhere",
        str(ROOT / "contract_tests" / "test_laws.py"),
        "-k",
        "file_is_named",
    ]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
