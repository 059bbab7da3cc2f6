"""A user's test suite, written by a test: in a folder outside the checkout, run by an interpreter that has only the wheel."""

from __future__ import annotations

import os
import sys
import venv
import zipfile
from pathlib import Path
from textwrap import dedent

import pytest

NOT_INHERITED = ("PYTEST_", "MOCKSRV_", "PYTHON", "COV_")


def install(wheel: Path, home: Path) -> Path:
    """Make an environment that has the wheel; its dependencies are those of this one: lent, not installed again.

    Returns:
        The interpreter.
    """
    venv.create(home, with_pip=False)
    packages = next(home.glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    lent = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "lent.pth").write_text("\n".join(lent))
    return home / "bin" / "python"


class Suite:
    """A folder with tests.

    Attributes:
        path: the folder.
        python: what runs them.
    """

    def __init__(self, pytester: pytest.Pytester, python: Path, patch: pytest.MonkeyPatch) -> None:
        self.pytester, self.path, self.python, self._patch = pytester, pytester.path, python, patch
        for name in os.environ:
            if name.startswith(NOT_INHERITED):
                patch.delenv(name)

    def write(self, text: str, name: str = "test_it.py") -> Path:
        """Write a file."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
        return file

    def command(self, *arguments: str) -> list[str]:
        """The command line that runs it; schemathesis has a plugin as well, and is slow to import."""
        return [str(self.python), "-m", "pytest", "-p", "no:schemathesis", *arguments]

    def run(self, *arguments: str, **environ: str) -> pytest.RunResult:
        """Run it to its end."""
        with self._patch.context() as patch:
            for name, value in environ.items():
                patch.setenv(name, value)
            return self.pytester.run(*self.command(*arguments), timeout=60)
