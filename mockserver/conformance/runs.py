"""What a run of schemathesis found, read from its reports; starts nothing."""

from __future__ import annotations

import base64
import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mockserver.conformance.failures import in_few_words
from mockserver.openapi.operation import METHODS

ITS_OWN = ("user-agent", "accept-encoding", "connection", "content-length", "x-schemathesis-testcaseid")
"""Headers that schemathesis or its HTTP library adds; nobody needs them to send a request again."""


@dataclass(frozen=True)
class Failure:
    """One property that does not hold.

    Attributes:
        operation: the operationId, or method and path where the document has none.
        check: the name of schemathesis' check.
        message: what it says.
        curl: a line that sends the request again.
    """

    operation: str
    check: str
    message: str
    curl: str

    def __str__(self) -> str:
        return f"{self.operation} {self.check}: {self.message}\n  {self.curl}"


@dataclass(frozen=True)
class Run:
    """What one run of schemathesis found.

    Attributes:
        seed: its seed; the same seed sends the same requests.
        cases: how many requests it made.
        failures: the properties that do not hold.
        idle: operations that answered no valid request with success, so that their run says nothing.
        troubles: warnings and errors of schemathesis itself; a run with any is not good.
        properties: what was tried, an operation of the document and a check each.
    """

    seed: int
    cases: int
    failures: tuple[Failure, ...]
    idle: tuple[str, ...]
    troubles: tuple[str, ...]
    properties: tuple[tuple[str, str], ...] = ()

    @property
    def good(self) -> bool:
        """Whether every property holds, for every operation."""
        return self.cases > 0 and not (self.failures or self.idle or self.troubles)

    def __str__(self) -> str:
        lines = [f"{self.cases} cases, seed {self.seed}: {'good' if self.good else 'not good'}"]
        lines += [str(failure) for failure in self.failures]
        lines += [f"{operation}: no valid request succeeded" for operation in self.idle]
        return "\n".join([*lines, *self.troubles])


def labels(document: Mapping[str, Any]) -> dict[str, str]:
    """Method and path, as schemathesis calls an operation, to operationId."""
    return {
        f"{method.upper()} {path}": item[method]["operationId"]
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    }


def read(document: Mapping[str, Any], report: Mapping[str, Any], events: Path, seed: int, output: str) -> Run:
    """Read the reports of a run."""
    ids = labels(document)
    successes = {
        label: sum(each["accepted"] for each in phases.values()) for label, phases in report["valid_rates"].items()
    }
    failures = tuple(dict.fromkeys(_failures(events, ids)))
    troubles = [f"warning {name}: {json.dumps(each)}" for name, given in report["warnings"].items() for each in given]
    troubles += [f"error: {json.dumps(each)}" for each in report["errors"]]
    if not report["complete"]:
        troubles.append(f"stopped early: {report['stop_reason']}")
    if report["exit_code"] and not (failures or troubles):
        troubles.append(output)
    idle = tuple(id for label, id in ids.items() if not successes.get(label))
    return Run(
        seed, report["test_cases"]["generated"], failures, idle, tuple(troubles), tuple(_properties(events, ids))
    )


def _properties(events: Path, ids: Mapping[str, str]) -> list[tuple[str, str]]:
    """Every operation of the document with every check that was made on one of its answers."""
    found: set[tuple[str, str]] = set()
    with events.open(encoding="utf-8") as lines:
        for line in lines:
            recorder: Mapping[str, Any] = json.loads(line).get("ScenarioFinished", {}).get("recorder") or {}
            for case, checks in recorder.get("checks", {}).items():
                request = recorder["cases"][case]["value"]
                if id := ids.get(f"{request['method']} {request['path']}"):
                    found.update((id, check["name"]) for check in checks)
    return sorted(found)


def _failures(events: Path, ids: Mapping[str, str]) -> Iterator[Failure]:
    """Every check that failed, once for each operation."""
    seen = set()
    with events.open(encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line) if '"failure' in line else {}
            recorder: Mapping[str, Any] = event.get("ScenarioFinished", {}).get("recorder") or {}
            for case, check in _failed(recorder):
                failure = check["failure_info"]["failure"]
                label = failure["operation"]
                if (label, check["name"]) not in seen:
                    seen.add((label, check["name"]))
                    exchange = recorder["interactions"].get(case) or {}
                    message = " ".join(f"{failure['title']}: {failure['message']}{answer(exchange)}".split())
                    yield Failure(ids.get(label, label), check["name"], message, curl(exchange.get("request")))


def _failed(recorder: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for case, checks in recorder.get("checks", {}).items():
        yield from ((case, check) for check in checks if check["status"] != "success")


def answer(exchange: Mapping[str, Any]) -> str:
    """What was answered, in a few words."""
    response = exchange.get("response") or {}
    content = response.get("content") or {}
    text = base64.b64decode(content.get("$base64", "")).decode("utf-8", "replace")
    return f" Answered was {response['status_code']} {in_few_words(text)}" if response else ""


def curl(request: Mapping[str, Any] | None) -> str:
    """A line for a shell that sends a request again."""
    if not request:
        return ""
    words = ["curl", "-i", "-X", request["method"]]
    for name, values in request["headers"].items():
        if name.lower() not in ITS_OWN:
            words += [word for value in values for word in ("-H", f"{name}: {value}")]
    body = request.get("body")
    if body:
        raw = base64.b64decode(body["$base64"])
        words += ["--data-binary", raw.decode("utf-8", "backslashreplace")]
    return shlex.join([*words, request["uri"]])
