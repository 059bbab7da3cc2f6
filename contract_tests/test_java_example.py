"""The example in Java runs as its first lines say."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from conftest import ROOT


@pytest.mark.skipif(shutil.which("javac") is None, reason="a JDK is not installed")
def test_a_client_in_java_meets_the_mock() -> None:
    command = [sys.executable, "-m", "mockserver", "run", "grafana", "--", "java", "examples/java/Reports.java"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert (done.returncode, done.stdout) == (0, "3 tests passed\n"), done.stderr
