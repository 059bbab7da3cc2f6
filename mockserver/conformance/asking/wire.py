"""How a request gets to a server and its answer back, as fast as it may; judges nothing and keeps nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import httpx

from mockserver.conformance.asking.pace import Pace
from mockserver.conformance.judging.traffic import Answer, answer
from mockserver.conformance.request_building import Request


@dataclass(frozen=True)
class Wire:
    """The way to a server.

    Attributes:
        http: sends; a guard stands inside it.
        base_url: where the paths of the document begin, without a slash at its end.
        pace: how fast; None for as fast as it goes.
        again: how often one request is sent again that was turned away for now.
        now: the seconds of a clock that only goes forward.
    """

    http: httpx.Client
    base_url: str
    pace: Pace | None
    again: int
    now: Callable[[], float]

    def send(self, request: Request) -> Answer:
        """Send a request, and again where it was turned away for now."""
        url = httpx.URL(self.base_url)
        url = url.copy_with(raw_path=url.raw_path.rstrip(b"/") + request.target.encode())
        headers = {name.encode(): value.encode("latin-1", "replace") for name, value in request.headers.items()}
        for again in range(self.again, -1, -1):
            if self.pace is not None:
                self.pace.wait()
            start = self.now()
            came = self.http.request(request.method, url, headers=headers, content=request.body)
            got = answer(came.status_code, came.headers.multi_items(), came.content, self.now() - start)
            later = self.pace is not None and self.pace.hear(
                came.status_code, {k.lower(): v for k, v in came.headers.items()}
            )
            if not later or not again:
                break
        return got
