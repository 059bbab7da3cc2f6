"""A wheel built from the tree serves from any directory, with nothing but the wheel installed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from pathlib import Path

from conftest import READY, ROOT

from mockserver.version import __version__

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
    assert re.search(r"mocksrv = mockserver\.cli:main", entries)
    assert re.search(r"\[pytest11\]\nmockserver = mockserver\.pytest_plugin", entries)


def test_the_command_named_like_the_distribution_is_the_same(wheel: Path, tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--ignore-installed"]
    subprocess.run([*pip, "--prefix", tmp_path, wheel], check=True, capture_output=True)
    packages = next(tmp_path.rglob("site-packages"))
    printed = {
        subprocess.run(
            [tmp_path / "bin" / name, "--version"],
            capture_output=True, text=True, check=True, env={"PYTHONPATH": str(packages)},
        ).stdout
        for name in ("mockserver", "mocksrv")
    }  # fmt: skip
    assert printed == {f"mockserver {__version__}\n"}


def test_the_page_on_the_index_has_only_links_that_lead_somewhere_from_there(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(next(name for name in archive.namelist() if name.endswith("METADATA"))).decode()
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) > 10
    assert [each for each in links if not each.startswith("https://")] == []


def test_the_source_distribution_holds_examples_docs_and_tests(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names >= {
        "examples/report_hub/test_hub.py",
        "docs/tutorial.md",
        "contract_tests/conftest.py",
        "Makefile",
        "constraints.txt",
    }
    assert not [name for name in names if "node_modules" in name or "docs/_build" in name]


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
