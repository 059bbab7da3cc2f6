"""Where somebody's document says that its operations are: hosts and base paths; asks nobody."""

from __future__ import annotations

from urllib.parse import urlsplit

from mockserver.openapi.bare.lookup import JSON

LOOPBACK = ("localhost", "127.0.0.1", "::1", "0.0.0.0")  # noqa: S104 - compared with, not bound to
"""Hosts of no vendor: a request for them says only that the server is near."""


def bases(raw: JSON) -> list[str]:
    """The paths of the servers, the empty one too, the longest first."""
    found = {""}
    for server in raw.get("servers", []):
        url = server.get("url") if isinstance(server.get("url"), str) else ""
        variables = server.get("variables") if isinstance(server.get("variables"), dict) else {}
        for name, variable in variables.items():
            default = variable.get("default", "") if isinstance(variable, dict) else ""
            url = url.replace(f"{{{name}}}", str(default))
        try:
            path = urlsplit(url).path.rstrip("/")
        except ValueError:
            continue
        if path.startswith("/") and "{" not in path:
            found.add(path)
    return sorted(found, key=len, reverse=True)


def hosts(raw: JSON) -> tuple[str, ...]:
    """The host names of the servers; one with variables in it is none."""
    found = []
    for server in raw["servers"]:
        try:
            host = urlsplit(str(server.get("url", ""))).hostname
        except ValueError:
            continue
        if host and "{" not in host and host not in LOOPBACK:
            found.append(host)
    return tuple(dict.fromkeys(found))
