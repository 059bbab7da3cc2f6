"""Puts a target back to its start, by a command or by a call of an address; knows nothing of what the target is."""

from __future__ import annotations

import subprocess

import httpx


class CannotReset(Exception):
    """The target was not put back; the text says why."""


def reset(how: str, timeout: float = 60.0) -> None:
    """Put a target back.

    Args:
        how: an address that a POST is sent to, or a command for a shell.
        timeout: seconds that it may take.

    Raises:
        CannotReset: it failed.
    """
    if how.startswith(("http://", "https://")):
        try:
            answer = httpx.post(how, timeout=timeout)
        except httpx.HTTPError as error:
            raise CannotReset(f"{how}: {error}") from None
        if answer.status_code >= 400:
            raise CannotReset(f"{how} answered {answer.status_code} {answer.text[:200]}")
        return
    try:
        ended = subprocess.run(how, shell=True, capture_output=True, text=True, timeout=timeout, check=False)  # noqa: S602
    except subprocess.TimeoutExpired:
        raise CannotReset(f"{how}: not done after {timeout:g} seconds") from None
    if ended.returncode:
        raise CannotReset(f"{how}: exit code {ended.returncode}: {(ended.stderr or ended.stdout).strip()[-300:]}")
