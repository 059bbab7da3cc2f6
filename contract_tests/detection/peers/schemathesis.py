"""Plain schemathesis, asked about a broken server with its own command line; knows no laws of ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from contract_tests.detection.askers import Told, credentials, promise_of, world_of
from contract_tests.detection.breaking import WHOLE
from contract_tests.detection.defects import all_defects, document
from contract_tests.detection.peers.compared import told
from contract_tests.detection.target import Broken
from mockserver.authorization import present, schemes_of

EXAMPLES = 10
"""Requests per operation in its phase of chance."""


def by_schemathesis(broken: Broken, vendor: str, name: str = WHOLE, seed: int = 1) -> Iterator[Told]:
    """What schemathesis finds with all its checks and phases at the operations concerned, and does not find of the whole server."""
    defect = next((each for each in all_defects() if each.id == name), None)
    concerned = frozenset() if defect is None else frozenset({defect.operation, *defect.blamed, *defect.hits})
    usual = frozenset() if defect is None else whole(broken, vendor, concerned, seed)
    for each in _failures(broken, vendor, name, concerned, seed) - usual:
        if defect is not None:
            yield told(each, defect)


@cache
def whole(broken: Broken, vendor: str, concerned: frozenset[str], seed: int) -> frozenset[str]:
    """What it finds of the whole server, asked in the same way."""
    return _failures(broken, vendor, WHOLE, concerned, seed)


def _failures(broken: Broken, vendor: str, name: str, concerned: frozenset[str], seed: int) -> frozenset[str]:
    """Operations with the checks that failed there."""
    given = credentials(vendor)[0]
    sent = present(given.scheme, given.secret, given.user, schemes_of(promise_of(vendor)[0].document.raw).values())
    headers = [f"--header={each}: {text}" for each, text in sent.headers.items()]
    with tempfile.TemporaryDirectory() as folder, world_of(broken, vendor, name) as world:
        report = Path(folder) / "events.ndjson"
        configured = {f"query.{each}": text for each, text in sent.query.items()}
        lines = [f"parameters = {{{', '.join(f'{json.dumps(k)} = {json.dumps(v)}' for k, v in configured.items())}}}\n"]
        Path(folder, "schemathesis.toml").write_text("".join(lines) if configured else "", encoding="utf-8")
        command = [
            sys.executable, "-m", "schemathesis.cli", "--config-file", f"{folder}/schemathesis.toml", "run",
            str(document(vendor)), "--url", world.url(vendor), *headers, "--seed", str(seed),
            "--max-examples", str(EXAMPLES), "--continue-on-failure", "--generation-database", "none",
            *(f"--include-operation-id={each}" for each in sorted(concerned)),
            "--report", "ndjson", "--report-ndjson-path", str(report),
        ]  # fmt: skip
        environ = {**os.environ, "PYTHONWARNINGS": "ignore"}
        subprocess.run(command, cwd=folder, env=environ, capture_output=True, check=False, timeout=600)
        lines = report.read_text(encoding="utf-8").splitlines() if report.is_file() else []
    return frozenset(each for line in lines for each in _failed(vendor, json.loads(line)))


def _failed(vendor: str, event: dict[str, object]) -> Iterator[str]:
    """The failures in an event of its report, as operation and check."""
    ids = {f"{each.method} {each.path}": each.id for each in promise_of(vendor)[0].document.operations.values()}

    def search(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            failure = value.get("failure")
            if isinstance(failure, dict) and "operation" in failure:
                label = str(failure["operation"])
                yield f"{ids.get(label, label)} {failure.get('type', failure.get('title', ''))}"
            for each in value.values():
                yield from search(each)
        elif isinstance(value, list):
            for each in value:
                yield from search(each)

    yield from search(event)
