"""A real browser for tests of the page: Debian's Chromium, driven by Playwright; knows no page."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
"""For a machine without a screen and without a way out, where the tests may be root's."""


def found() -> str:
    """Where the browser is; without one the test is skipped, but never in CI.

    Raises:
        AssertionError: in CI, which has to install it.
    """
    file = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if file is None:
        assert "CI" not in os.environ, "CI tests the page in a browser: install chromium"
        pytest.skip("there is no chromium here")
    return file


@contextlib.contextmanager
def launched() -> Iterator[Any]:
    """The browser, for as long as the block lasts."""
    from playwright.sync_api import sync_playwright

    file = found()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=file, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Window:
    """A window with the page in it, and whatever its console said that it should not."""

    def __init__(self, browser: Any, server: str, world: str = "default", **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.server, self.world = server, world
        self.complaints: list[str] = []
        self.page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.set_default_timeout(10_000)

    def show(self, view: str) -> Any:
        """Go to a view, and wait until it is there."""
        address = f"#/{self.world}/{view}"
        self.page.goto(f"{self.server}/__admin/ui{address}")
        self.page.locator(f'main[data-shown="{address}"]').wait_for()
        return self.page

    def says(self) -> str:
        """What the page told about the last thing that was done, once it has told something."""
        self.page.locator("#message:not(:empty)").wait_for()
        return str(self.page.inner_text("#message"))

    def close(self) -> None:
        """Close the window."""
        self.context.close()
