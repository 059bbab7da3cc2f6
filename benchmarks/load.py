"""Load from wrk: one thread, eight connections; knows requests, no servers."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cases import Case

THREADS, CONNECTIONS = 1, 8
INSTALL = (
    "wrk is needed for the load and is not installed: `apt install wrk` (Debian, Ubuntu), `brew install wrk` (macOS)"
)
SCRIPT = """
wrk.method = "{method}"
{headers}
{body}
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\\nRESULT {{"requests": %d, "microseconds": %d, "refused": %d, "broken": %d, "p50": %d, "p99": %d}}\\n',
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass(frozen=True)
class Burst:
    """What wrk counted.

    Attributes:
        requests: answers received, of any status.
        rate: answers per second.
        refused: answers of a status other than 2xx and 3xx.
        broken: connections refused or broken, and answers that took too long.
        p50: median latency in milliseconds.
        p99: the latency in milliseconds that one in a hundred exceeds.
    """

    requests: int
    rate: float
    refused: int
    broken: int
    p50: float
    p99: float

    @property
    def sound(self) -> bool:
        """Whether every request was answered well."""
        return self.requests > 0 and not self.refused and not self.broken


def available() -> bool:
    """Whether wrk is there."""
    return shutil.which("wrk") is not None


def version() -> str:
    """What wrk says about itself."""
    lines = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False).stdout.splitlines()
    return " ".join(lines[0].split()[:2]) if lines else "wrk"


def burst(port: int, prefix: str, case: Case, seconds: int) -> Burst:
    """Send one case over and over for so many seconds."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "case.lua")
        script.write_text(_script(case))
        url = f"http://127.0.0.1:{port}{prefix}{case.path}"
        shape = [f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s"]
        command = ["wrk", *shape, "--timeout", "10s", "-s", str(script), url]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60)
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
    counted = json.loads(line.removeprefix("RESULT "))
    return Burst(
        counted["requests"], counted["requests"] / counted["microseconds"] * 1e6, counted["refused"], counted["broken"],
        counted["p50"] / 1000, counted["p99"] / 1000,
    )  # fmt: skip


def _script(case: Case) -> str:
    headers = "\n".join(f'wrk.headers["{name}"] = "{value}"' for name, value in case.headers.items())
    body = f"wrk.body = [==[{case.body}]==]" if case.body else ""
    return SCRIPT.format(method=case.method, headers=headers, body=body)
