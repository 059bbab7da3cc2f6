"""Calls to one vendor: timeouts, retries, quotas waited out, and refusals as errors of the hub's own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests

RETRIES = 3
PATIENCE = 90.0  # seconds that a caller of the hub may be kept waiting for a vendor's quota
TIMEOUT = (3.05, 65.0)  # to connect, to answer; Grafana advises a minute for sending a report
RETRIED = {"GET": {500, 502, 503, 504}, "POST": {503}}  # after another error a report may exist: do not create it twice

# What the hub calls an error, and the status that its own caller gets. Wrong credentials are the hub's fault.
STATUS = {
    "refused": 400, "not-allowed": 403, "not-found": 404, "wrong-credentials": 502, "quota-used-up": 503, "unavailable": 504,
}  # fmt: skip
MEANING = {401: "wrong-credentials", 403: "not-allowed", 404: "not-found", 429: "quota-used-up"}


class VendorError(Exception):
    """A vendor did not do what the hub asked for; `kind` is one of STATUS."""

    def __init__(self, vendor: str, kind: str, message: str) -> None:
        super().__init__(f"{vendor}: {message}")
        self.status = STATUS[kind]
        self.json = {"vendor": vendor, "error": kind, "message": message}


@dataclass(frozen=True)
class Clock:
    """The time, and how to wait; tests bring a clock that does not make them wait."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], object] = time.sleep


@dataclass(frozen=True)
class Calls:
    """One vendor, reached over a session.

    Attributes:
        reset: reads the second since 1970 at which the quota is free again off an answer, if that states it.
        quota: what to tell the caller when it does not, or when that is too far away.
    """

    vendor: str
    url: str
    session: requests.Session
    clock: Clock
    headers: dict[str, str] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)
    reset: Callable[[requests.Response], float | None] = lambda response: None
    quota: str = "the quota is used up, and the vendor does not say until when"

    def get(self, path: str, **params: str) -> Any:
        return self._call("GET", path, params, None)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self._call("POST", path, {}, body)

    def _call(self, method: str, path: str, params: dict[str, str], body: dict[str, Any] | None) -> Any:
        response = self._send(method, path, params, body)
        for attempt in range(RETRIES):
            pause = self._pause(method, response, attempt)
            if pause is None:
                break
            self.clock.sleep(pause)
            response = self._send(method, path, params, body)
        return self._result(response)

    def _send(self, method: str, path: str, params: dict[str, str], body: dict[str, Any] | None) -> requests.Response:
        options: dict[str, Any] = {"params": {**self.params, **params}, "headers": self.headers, "timeout": TIMEOUT}
        try:
            return self.session.request(method, self.url + path, json=body, **options)
        except requests.Timeout:
            raise VendorError(self.vendor, "unavailable", "no answer in time") from None
        except requests.ConnectionError:
            raise VendorError(self.vendor, "unavailable", f"cannot be reached at {self.url}") from None

    def _pause(self, method: str, response: requests.Response, attempt: int) -> float | None:
        """Seconds to wait before the call is repeated; None if it is not."""
        if response.status_code in RETRIED[method]:
            return float(2**attempt)
        reset = self.reset(response) if response.status_code == 429 else None
        pause = None if reset is None else max(1.0, reset - self.clock.now())
        return pause if pause is not None and pause <= PATIENCE else None

    def _result(self, response: requests.Response) -> Any:
        """The JSON of an answer.

        Raises:
            VendorError: it is a refusal; CheckCentral's may come with status 200.
        """
        status = response.status_code
        try:
            body = response.json()
        except ValueError:
            body = None
        if response.ok and body is not None and not (isinstance(body, dict) and "error" in body):
            return body
        kind = MEANING.get(status, "unavailable" if status >= 500 else "refused")
        message = self.quota if kind == "quota-used-up" else _words(body) or f"answered {status}"
        raise VendorError(self.vendor, kind, message)


def _words(body: Any) -> str:
    """What a vendor says about an error; each says it in a place of its own."""
    if not isinstance(body, dict):
        return ""
    error = body.get("error")
    inner = error.get("message") if isinstance(error, dict) else error
    return str(body.get("message") or body.get("errorMessage") or inner or "")
