"""The page for browsers under /__admin/ui: its files and the policies that hold them in; knows no world and no vendor."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mockserver.serving.answers import date, send_answer
from mockserver.state.clock import machine_time

UI = "/__admin/ui"
FILES = Path(__file__).parent.parent / "control" / "page"
INDEX, VIEWER = "index.html", "viewer.html"
VIEWER_PACKAGE, VIEWER_FILES = "flask_swagger_ui", ("swagger-ui-bundle.js", "swagger-ui.css")
"""Who carries the viewer of documents, which is installed by the extra `viewer`, and what is wanted of it."""

TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""For everything but the viewer: no markup is ever made of text, nothing is loaded from elsewhere, nobody frames it."""
OF_THE_VIEWER = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""For the viewer in its frame: it makes markup of the descriptions, cleaned by itself, and draws with images in its style sheet."""

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


@lru_cache(maxsize=1)
def files() -> Mapping[str, Path]:
    """Path to file, for all that is there; a file is never looked for by a path that was sent."""
    own = {f"{UI}/{file.name}": file for file in FILES.iterdir() if file.suffix in TYPES}
    return {**own, **_viewer_files(), UI: FILES / INDEX}


def _viewer_files() -> dict[str, Path]:
    """The files of the viewer, if it is installed; its package is not imported, since it brings Flask along."""
    package = find_spec(VIEWER_PACKAGE)
    folders = package.submodule_search_locations if package is not None else None
    found = [Path(folder) / "dist" / name for folder in folders or () for name in VIEWER_FILES]
    return {f"{UI}/{file.name}": file for file in found if file.is_file()}


def find(method: str, raw_path: str) -> Path | None:
    """The file that a request is for, if it is for one."""
    return files().get(raw_path) if raw_path.startswith(UI) and method in ("GET", "HEAD") else None


def is_ours(raw_path: str) -> bool:
    """Whether a path is the page's, or below it."""
    return raw_path.startswith(UI)


def is_wanted(scope: Any, headers: Mapping[str, str]) -> bool:
    """Whether a browser asks for a page to look at."""
    return scope["method"] in ("GET", "HEAD") and "text/html" in headers.get("accept", "").lower()


async def lead_there(scope: Any, send: Any) -> None:
    """Send a browser on to the page."""
    place = scope.get("root_path", "") + UI
    headers = [(b"location", place.encode()), (b"content-length", b"0"), (b"vary", b"Accept"), _date()]
    await send_answer(307, headers, b"", send)


async def send_file(scope: Any, file: Path, send: Any) -> None:
    """Answer with a file, under the policy that holds for it."""
    content = _read(file)
    headers = [
        (b"content-type", f"{TYPES[file.suffix]}; charset=utf-8".encode()),
        (b"content-length", b"%d" % len(content)),
        (b"content-security-policy", (OF_THE_VIEWER if file.name == VIEWER else STRICT).encode()),
        _date(),
        *HEADERS,
    ]
    await send_answer(200, headers, b"" if scope["method"] == "HEAD" else content, send)


def _read(file: Path) -> bytes:
    """A small file on this machine, which is read in less time than it would take to wait for it."""
    return file.read_bytes()


def _date() -> tuple[bytes, bytes]:
    return date(int(machine_time().timestamp()))
