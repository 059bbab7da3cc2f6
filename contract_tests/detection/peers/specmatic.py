"""Specmatic, asked about a broken server: the copy of the document that it can run with, and what its JUnit report says."""

from __future__ import annotations

import os
import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from contract_tests.detection.askers import Told
from contract_tests.detection.breaking import WHOLE
from contract_tests.detection.peers import compared, documents, installed
from contract_tests.detection.peers.readers import reader
from contract_tests.detection.target import Broken
from mockserver.authorization import basic, kind_of, schemes_of

CALLED = re.compile(r"API: (\w+) (\S+) -> (\d+)")
WRONG = re.compile(r">> (\S+)\s+(R\d+|\S[^\n]*)")


def by_specmatic(broken: Broken, vendor: str, name: str = WHOLE, _: int = 1) -> Iterator[Told]:
    """What Specmatic finds, and does not find of the whole server."""
    return compared.news(_reports, broken, vendor, name)


def _reports(broken: Broken, vendor: str, name: str) -> frozenset[str]:
    with reader(documents.for_specmatic, broken, vendor, name) as run:
        given = run.given
        secret = basic(given.user, given.secret)["Authorization"][6:] if given.scheme == "basic" else given.secret
        kinds = schemes_of(run.document)
        secrets = {each: secret for each, scheme in kinds.items() if kind_of(scheme) == given.scheme}
        command = ["java", "-XX:TieredStopAtLevel=1", "-jar", str(installed.SPECMATIC), "test", str(run.file)]
        told = [f"--testBaseURL={run.url}", f"--junitReportDir={run.folder}/junit"]
        environ = {**os.environ, **secrets}
        subprocess.run([*command, *told], cwd=run.folder, env=environ, capture_output=True, check=False, timeout=120)
        return frozenset(
            each
            for report in (run.folder / "junit").glob("*.xml")
            for failure in ET.parse(report).iter("failure")
            for each in _failed(vendor, failure.text or "")
        )


def _failed(vendor: str, text: str) -> Iterator[str]:
    called = CALLED.search(text)
    if called is None:
        return
    operation = compared.operation_of(vendor, called[1], called[2])
    for place, rule in WRONG.findall(text):
        yield f"{operation} {called[3]} {re.sub(r'[0-9]+', '*', place)} {rule}"
