"""The options and settings of the pytest plugin, as tables; imports nothing of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

FLAG: dict[str, Any] = {"action": "store_true"}

OPTIONS: Mapping[str, dict[str, Any]] = {
    "--mockserver-keep-failed": FLAG | {"help": "keep the world of a failed test, for as long as the server runs"},
    "--mockserver-no-journal": FLAG | {"help": "do not print what came in and went out of the world of a failed test"},
    "--mockserver-coverage": FLAG
    | {"help": "print which documented outcomes the client code under test has met, and judge whether that is enough"},
    "--mockserver-coverage-scope": {
        "choices": ("used", "all"),
        "help": "what counts: the operations that were called (used, the default), or all of the vendors that were called",
    },
    "--mockserver-coverage-fail-under": {
        "action": "append",
        "default": [],
        "metavar": "[VENDOR[.OPERATION]=]PERCENT",
        "help": "fail if less than that was met of all, of a vendor, or of an operation; may be given more than once",
    },
    "--mockserver-coverage-ratchet": {
        "metavar": "FILE",
        "help": "remember what was met in this file, and fail if something of it no longer is",
    },
    "--mockserver-coverage-json": {"metavar": "FILE", "help": "write the coverage as JSON"},
    "--mockserver-coverage-html": {
        "metavar": "FILE",
        "help": "write the coverage as a page, with tests that would meet what was never met",
    },
}
"""Flags of the command line; without one that begins with --mockserver-coverage nothing is measured."""

MARKER: Mapping[str, str] = {
    "fixture": "the name of a fixture, or {vendor: name} of several",
    "profile": "{vendor: name} of a profile; None for none",
    "readings": "{vendor: {id: value}} of readings",
    "frozen": "the instant at which the clock stands, a datetime with a zone or RFC 3339",
    "credentials": "{vendor: id} of the credential that `headers`, `params`, `secret` and `user` present",
    "seed": "what chance is made from; the name of the test if left out",
    "data": "{vendor: data} that stand for a fixture, in the form of one",
}
"""Arguments of `@pytest.mark.mockserver(…)`: how the world of a test begins."""

SETTINGS: Mapping[str, tuple[str, str]] = {
    "mockserver_vendors": ("args", "vendors to serve (all that are present)"),
    "mockserver_documents": (
        "args",
        "OpenAPI documents of your own to serve (files, folders or NAME=FILE, seen from pytest's settings); vendors then only by mockserver_vendors",
    ),
    "mockserver_own": ("string", "folder with vendors of your own: vendors/, specs/ and fixtures/ in it"),
    "mockserver_coverage_scope": ("string", "what --mockserver-coverage-scope is where it is not given: used or all"),
    "mockserver_coverage_fail_under": ("args", "what --mockserver-coverage-fail-under is where it is not given"),
    "mockserver_coverage_ignore": (
        "linelist",
        "outcomes that need not be met, a line each: VENDOR.OPERATION STATUS: REASON (* and ? stand for anything)",
    ),
}
"""Keys of pytest's settings: their kind, and what they say."""


def add_options(parser: pytest.Parser) -> None:
    """Declare them all."""
    group = parser.getgroup("mockserver", "mocks of vendors' APIs")
    for name, how in OPTIONS.items():
        group.addoption(name, **how)
    for name, (kind, says) in SETTINGS.items():
        parser.addini(name, says, type=kind)  # type: ignore[arg-type]


def measures(config: pytest.Config) -> bool:
    """Whether coverage is asked for."""
    flags = (name.lstrip("-").replace("-", "_") for name in OPTIONS if name.startswith("--mockserver-coverage"))
    return any(config.getoption(name) for name in flags) and not config.option.collectonly
