"""On what was measured: the machine, and the versions of everything that takes part."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import installations, load
from benchmarks.servers import Server

OURS = ("mocksrv", "connexion", "starlette", "uvicorn", "uvloop", "httptools", "jsonschema_rs")


def described(servers: Sequence[Server]) -> dict[str, str]:
    """What a reader has to know about the machine, by heading."""
    names = {each.name for each in servers if not each.missing}
    found = {
        "Date": datetime.now(UTC).date().isoformat(),
        "CPU": f"{_cpu()}, {os.cpu_count()} cores, shared with the load tool",
        "System": f"{platform.system()} {platform.machine()}, {_memory()}, load average at the start {_busy()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "Packages": ", ".join(f"{name} {version(name)}" for name in OURS),
        "Load": f"{load.version()}, {load.THREADS} thread, {load.CONNECTIONS} connections",
    }
    if "prism" in names:
        found["Prism"] = installations.prism(set_up=False).versions
    if "mockoon" in names:
        found["Mockoon"] = installations.mockoon(set_up=False).versions
    if "flask" in names:
        found["FlaskApp"] = installations.flask(set_up=False).versions
    return found


def _cpu() -> str:
    return _field("/proc/cpuinfo", "model name") or platform.processor() or platform.machine()


def _memory() -> str:
    text = _field("/proc/meminfo", "MemTotal")
    return f"{int(text.split()[0]) / 1e6:.0f} GB" if text else "memory unknown"


def _busy() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _field(file: str, name: str) -> str:
    try:
        lines = Path(file).read_text().splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
