"""One line for every request, on a terminal or as JSON, as it is answered; never lets a request wait for who reads it."""

from __future__ import annotations

import json
import os
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from mockserver.control.journal import WHOLE_BODY, violation
from mockserver.masking import Secrets, visible
from mockserver.state.verdicts import Verdict

WAITING = 5_000
"""Lines that may wait for a reader; of more, the oldest are left out, and how many is said."""
PAUSE = 0.05
"""Seconds between looks at what has come in."""
LAST = 0.5
"""Seconds for the last lines when the server ends."""
PLAIN, GREEN, YELLOW, RED, DIM = "\x1b[0m", "\x1b[32m", "\x1b[33m", "\x1b[31m", "\x1b[2m"
COLOURS = {2: GREEN, 3: GREEN, 4: YELLOW, 5: RED}

_QUOTED = re.compile(r"[\"']|\.\.\.")
"""Where words about a body that cannot be read begin to quote it."""

Line = Callable[[Verdict, str], str]
"""Makes a line of a request and of the address that it may have meant."""


class LiveLog:
    """Writes lines from a thread of its own.

    Args:
        file: the descriptor that is written to.
        line: makes a line.
        nearest: finds the address that a request which nobody answers may have meant.
    """

    def __init__(self, file: int, line: Line, nearest: Callable[[Verdict], str]) -> None:
        self._file, self._line, self._nearest = file, line, nearest
        self._waiting: deque[Verdict] = deque(maxlen=WAITING)
        self._come = self._written = 0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._write, name="mockserver-log", daemon=True)
        self._thread.start()

    def __call__(self, request: Verdict) -> None:
        """Take a request that has been answered."""
        self._come += 1
        self._waiting.append(request)

    def close(self) -> None:
        """Write what still waits, if somebody reads it."""
        self._end.set()
        self._thread.join(LAST)

    def _write(self) -> None:
        ended = False
        while not ended:
            ended = self._end.wait(PAUSE)
            text = "".join(f"{each}\n" for each in self._lines())
            data = text.encode("utf-8", "backslashreplace")
            try:
                while data:
                    data = data[os.write(self._file, data) :]
            except OSError:  # nobody reads any more
                return

    def _lines(self) -> Iterator[str]:
        while self._waiting:
            missed = self._come - self._written - len(self._waiting)
            request = self._waiting.popleft()
            if missed > 0:
                self._written += missed
                yield f"… {missed} requests were answered faster than they could be shown"
            self._written += 1
            yield self._line(request, self._nearest(request) if request.unmatched else "")


def as_text(secrets: Callable[[], Secrets], *, colours: bool) -> Line:
    """Lines for a person: time, world, vendor, operation, status, label, and why it was refused."""

    def line(request: Verdict, near: str) -> str:
        what = request.operation or f"{request.method} {request.path}".lstrip()
        about = f"{request.world or '-':<12} {request.vendor or '-':<12} {what:<22}"
        status, label = f"{request.status or '---'}", f"{request.label or '-':<10}"
        time = request.at.astimezone().strftime("%H:%M:%S")
        reason = visible("; ".join(why(request, near, secrets())))
        if colours:
            status = f"{COLOURS.get(request.status // 100, RED)}{status}{PLAIN}"
            time, label = f"{DIM}{time}{PLAIN}", f"{DIM}{label}{PLAIN}"
        return f"{time}  {visible(about)}  {status}  {label}  {reason}".rstrip()

    return line


def as_json(secrets: Callable[[], Secrets]) -> Line:
    """Lines for a program."""

    def line(request: Verdict, near: str) -> str:
        shown: dict[str, Any] = {
            "time": request.at.isoformat().replace("+00:00", "Z"),
            "id": request.id,
            "world": request.world or None,
            "vendor": request.vendor or None,
            "method": request.method or None,
            "path": request.path,
            "operation": request.operation or None,
            "status": request.status,
            "label": request.label or None,
            "reason": request.reason if request.status >= 400 and request.reason else None,
            "violations": [_violation(request, *each, secrets()) for each in request.violations],
            "nearest": near or None,
            "seconds": round(request.seconds, 6),
        }
        return json.dumps(shown)

    return line


def why(request: Verdict, near: str, secrets: Secrets) -> Iterator[str]:
    """What was wrong with a request, in words without secrets."""
    if not request.status:
        yield "the client went away"
    for place, what in request.violations:
        shown = _violation(request, place, what, secrets)
        yield f"{shown['pointer'] or 'body'} {shown['what']}"
    if request.status >= 400 and request.reason and not request.violations:
        yield secrets.beginning(request.reason)
    if near:
        yield f"did you mean {near}?"


def _violation(request: Verdict, place: str, what: str, secrets: Secrets) -> dict[str, str]:
    """What was wrong, and where; of a body that cannot be read nothing is quoted."""
    unreadable = place in WHOLE_BODY and not request.reason.startswith("invalid-body")
    return violation(place, _QUOTED.split(what)[0].rstrip() if unreadable else what, secrets)
