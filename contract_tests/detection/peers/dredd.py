"""Dredd, asked about a broken server: the copy of the document that it can run with, and what its output says."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator

from contract_tests.detection.askers import Told
from contract_tests.detection.breaking import WHOLE
from contract_tests.detection.peers import compared, documents, installed
from contract_tests.detection.peers.readers import reader
from contract_tests.detection.target import Broken
from mockserver.authorization import present, schemes_of

FAILED = re.compile(r"^fail: (\w+) \((\d+)\) (\S+) duration.*\nfail: (.*?)\n\nrequest:", re.MULTILINE | re.DOTALL)


def by_dredd(broken: Broken, vendor: str, name: str = WHOLE, _: int = 1) -> Iterator[Told]:
    """What Dredd finds, and does not find of the whole server."""
    return compared.news(_reports, broken, vendor, name)


def _reports(broken: Broken, vendor: str, name: str) -> frozenset[str]:
    with reader(documents.for_dredd, broken, vendor, name) as run:
        schemes = schemes_of(run.document).values()
        sent = present(run.given.scheme, run.given.secret, run.given.user, schemes)
        headers = [f"--header={each}: {text}" for each, text in sent.headers.items()]
        told = [str(run.file), run.url, "--sorted", "--no-color", "--loglevel=error", *headers]
        said = run.folder / "output.txt"
        # a file, since what node has not yet written to a pipe is lost when it exits
        with said.open("w", encoding="utf-8") as output:
            command = ["node", str(installed.DREDD), *told]
            subprocess.run(command, cwd=run.folder, stdout=output, stderr=subprocess.DEVNULL, check=False, timeout=120)
        text = said.read_text(encoding="utf-8")
    assert "complete:" in text, f"Dredd said nothing: {text[-300:]}"
    return frozenset(
        f"{compared.operation_of(vendor, method, address)} {status} {line[:200]}"
        for method, status, address, words in FAILED.findall(text)
        for line in words.splitlines()
    )
