"""Specmatic, asked about a broken server: the copy of the document that it can run with, and what its JUnit report says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from contract_tests.detection.askers import Told, credentials
from contract_tests.detection.breaking import WHOLE
from contract_tests.detection.peers import compared, documents, installed
from contract_tests.detection.peers.records import stocked
from contract_tests.detection.target import Broken
from mockserver.authorization import basic, kind_of, schemes_of

CALLED = re.compile(r"API: (\w+) (\S+) -> (\d+)")
WRONG = re.compile(r">> (\S+)\s+(R\d+|\S[^\n]*)")


def by_specmatic(broken: Broken, vendor: str, name: str = WHOLE, _: int = 1) -> Iterator[Told]:
    """What Specmatic finds, and does not find of the whole server."""
    return compared.news(_reports, broken, vendor, name)


def _reports(broken: Broken, vendor: str, name: str) -> frozenset[str]:
    with stocked(broken, vendor, name) as (url, ids), tempfile.TemporaryDirectory() as folder:
        raw = documents.for_specmatic(vendor, ids)
        file = Path(folder, "openapi.json")
        file.write_text(json.dumps(raw), encoding="utf-8")
        given = credentials(vendor)[0]
        secret = basic(given.user, given.secret)["Authorization"][6:] if given.scheme == "basic" else given.secret
        secrets = {each: secret for each, scheme in schemes_of(raw).items() if kind_of(scheme) == given.scheme}
        command = ["java", "-XX:TieredStopAtLevel=1", "-jar", str(installed.SPECMATIC), "test", str(file)]
        told = [f"--testBaseURL={url}", f"--junitReportDir={folder}/junit"]
        environ = {**os.environ, **secrets}
        subprocess.run([*command, *told], cwd=folder, env=environ, capture_output=True, check=False, timeout=120)
        return frozenset(
            each
            for report in Path(folder, "junit").glob("*.xml")
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
