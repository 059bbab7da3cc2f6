"""The peers by their names, and which of them can be asked here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from contract_tests.detection.askers import Asker
from contract_tests.detection.peers import installed
from contract_tests.detection.peers.dredd import by_dredd
from contract_tests.detection.peers.prism import by_prism
from contract_tests.detection.peers.schemathesis import by_schemathesis
from contract_tests.detection.peers.specmatic import by_specmatic

FROM_NPM: Sequence[tuple[str, Asker, Path, str]] = (
    ("Specmatic", by_specmatic, installed.SPECMATIC, "java"),
    ("Dredd", by_dredd, installed.DREDD, "node"),
    ("Prism", by_prism, installed.PRISM, "node"),
)
"""Each with its file and the program that runs it."""


def available() -> Mapping[str, Asker]:
    """The peers that can be run here; those of npm are installed first."""
    installed.install()
    return {name: asker for name, asker, file, program in FROM_NPM if not installed.missing(file, program)} | {
        "schemathesis": by_schemathesis
    }


def versions() -> str:
    """The peers with their versions."""
    return ", ".join(f"{name} {text}" for name, text in {"schemathesis": version("schemathesis"), **installed.versions()}.items())  # fmt: skip
