"""When the plugin begins its server: ahead of the first test where the run before needed one, and never for a run that needs none."""

from __future__ import annotations

import own_vendor
import pytest
from suites import Suite

pytestmark = pytest.mark.posix

LOOKING = '''
import os
import pathlib

LEADER = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def servers():
    """Child processes other than workers, which are told over standard input what to run."""
    processes = pathlib.Path(f"/proc/{LEADER}/task/{LEADER}/children").read_text().split()
    return sum(b"stdin.readline" not in pathlib.Path(f"/proc/{each}/cmdline").read_bytes() for each in processes)


with open("seen.txt", "a") as seen:
    print(servers(), file=seen)
'''
NEEDY = f"{LOOKING}\n\ndef test_it(mock_grafana):\n    assert mock_grafana.url\n"
FRUGAL = f"{LOOKING}\n\ndef test_it():\n    pass\n"


def begun(suite: Suite, *arguments: str) -> int:
    """How many servers there were while tests were looked for."""
    assert suite.run(*arguments).ret == 0
    file = suite.path / "seen.txt"
    found = max(map(int, file.read_text().split()))
    file.unlink()
    return found


@pytest.mark.parametrize("arguments", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_a_server_is_begun_while_tests_are_looked_for_if_the_run_before_needed_one(
    suite: Suite, arguments: tuple[str, ...]
) -> None:
    suite.write(NEEDY)
    assert [begun(suite, *arguments) for _ in range(2)] == [0, 1]
    suite.write(FRUGAL)
    assert [begun(suite, *arguments) for _ in range(2)] == [1, 0]


def test_nothing_is_begun_where_tests_are_only_listed(suite: Suite) -> None:
    suite.write(NEEDY)
    begun(suite)
    assert begun(suite, "--collect-only") == 0
    assert begun(suite) == 1


def test_nothing_is_begun_ahead_without_a_cache(suite: Suite) -> None:
    suite.write(NEEDY)
    assert [begun(suite, "-p", "no:cacheprovider") for _ in range(2)] == [0, 0]


def test_workers_do_not_wait_for_the_server_before_a_test_needs_it(suite: Suite) -> None:
    """This server is not ready before tests that need none have run."""
    module = own_vendor.write(suite.path / "own") / "vendors" / "parcels.py"
    module.write_text("import pathlib, time\n\nwhile not pathlib.Path('ran').exists():\n    time.sleep(0.05)\n\n"
                      + module.read_text().replace("from __future__ import annotations", ""))  # fmt: skip
    suite.write("[pytest]\nmockserver_own = own\n", "pytest.ini")
    suite.write("def test_it(mock_parcels):\n    assert mock_parcels.url\n", "test_needy.py")
    suite.write("import pathlib\n\n\ndef test_it():\n    pathlib.Path('ran').touch()\n", "test_frugal.py")
    suite.run("-n", "2", "--dist", "loadfile").assert_outcomes(passed=2)
