"""Settings have one meaning at every door: flag, variable, file and keyword option are read by the same rules."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import own_vendor
import pytest
from test_command_line import run

import mockserver
from mockserver.settings import BadSetting, unknown_variables

pytestmark = pytest.mark.posix

STRANGER = {"Authorization": "Bearer whatever"}


def status(**options: Any) -> int:
    """What a stranger is answered."""
    with (
        mockserver.in_process("grafana", **options) as server,
        httpx.Client(transport=mockserver.transport(server)) as client,
    ):
        return client.get("http://localhost/grafana/api/reports", headers=STRANGER).status_code


def reports(**options: Any) -> list[Any]:
    """What a server without sockets begins with."""
    with mockserver.in_process("grafana", accept_any_credentials=True, **options) as server:
        client = httpx.Client(transport=mockserver.transport(server), headers=STRANGER)
        with client:
            found: list[Any] = client.get("http://localhost/grafana/api/reports").json()
            return found


@pytest.mark.parametrize(("value", "answer"), [("no", 401), (False, 401), (None, 401), ("yes", 200), (True, 200)])
def test_a_switch_means_what_it_says_as_an_option(value: Any, answer: int) -> None:
    assert status(accept_any_credentials=value) == answer


@pytest.mark.parametrize("value", ["empty", ("empty",), ["empty"], "grafana=empty"])
def test_a_fixture_may_be_given_alone_or_in_a_list(value: Any) -> None:
    assert reports(fixture=value) == []


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"admin": "nonsense"}, "admin: 'nonsense': one of auto, on, off is expected"),
        ({"accept_any_credentials": "perhaps"}, "accept_any_credentials: 'perhaps': true or false is expected"),
        ({"host": ["127.0.0.1"]}, r"host: \['127.0.0.1'\]: one value is expected, not a list"),
        ({"max_worlds": 0}, "max_worlds: 0: a whole number from 1 to 1000000000 is expected"),
        ({"max_worlds": True}, "max_worlds: True: a whole number, zero or more, is expected"),
        ({"own": "/nonexistent"}, "own: '/nonexistent': there is no such folder"),
        ({"fixture": {"empty": 1}}, "fixture: .*: text, a number or true or false is expected"),
        ({"fixture": [None]}, "fixture: .*: text, a number or true or false is expected"),
    ],
)
@pytest.mark.parametrize("door", [mockserver.in_process, mockserver.running], ids=["in process", "running"])
def test_an_option_that_cannot_be_used_is_refused_at_every_door(door: Any, options: dict[str, Any], line: str) -> None:
    with pytest.raises(BadSetting, match=f"^{line}$"), door("grafana", **options):
        pass


@pytest.mark.parametrize("door", [mockserver.in_process, mockserver.running], ids=["in process", "running"])
def test_an_option_that_is_no_setting_is_refused_with_the_nearest_name(door: Any) -> None:
    with pytest.raises(TypeError, match=r"^fixtur: no such setting; did you mean fixture\?$"), door(fixtur="empty"):
        pass


def test_a_vendor_that_is_not_present_is_named() -> None:
    with pytest.raises(BadSetting, match=r"^vendor 'nobody': present are checkcentral, grafana"):
        mockserver.in_process("nobody")


def test_an_option_switches_off_what_the_environment_switches_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCKSRV_ACCEPT_ANY_CREDENTIALS", "yes")
    with mockserver.running("grafana", accept_any_credentials=False) as server:
        assert httpx.get(f"{server.url_of('grafana')}/api/reports", headers=STRANGER).status_code == 401


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--journal-size", "99999999999999999999"], "--journal-size: '99999999999999999999': a number of at most 15 digits is"),
        (["--journal-size", "9999999999"], "--journal-size: '9999999999': a whole number from 0 to 1000000000 is"),
        (["--world-ttl", "99999999999999"], "--world-ttl: '99999999999999': a whole number from 0 to 1000000000 is"),
        (["--max-worlds", "0"], "--max-worlds: '0': a whole number from 1 to 1000000000 is"),
        *(
            (["--memory", text], f"--memory: {text!r}: a number of bytes is")
            for text in ("lots", "-1", "64TB", "", "1e9")
        ),
        (["--host", ""], "--host: '': the name or number of a machine is"),
        (["--host", "a" * 64], f"--host: '{'a' * 64}': the name or number of a machine is"),
        (["--specs", ""], "--specs: '': a folder is"),
    ],
)  # fmt: skip
def test_a_flag_that_cannot_be_used_is_one_line_and_exit_code_2(arguments: list[str], line: str) -> None:
    ended = run("serve", "grafana", "--port", "0", *arguments)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert ended.stderr.startswith(f"mockserver: {line} expected")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('host = ["127.0.0.1"]', "host: ['127.0.0.1']: one value is expected, not a list"),
        ("port = [1, 2]", "port: [1, 2]: one value is expected, not a list"),
        ('specs = ["x"]', "specs: ['x']: one value is expected, not a list"),
        ('own = "nowhere"', "own: 'nowhere': there is no such folder"),
        ("[port]\nnumber = 1", "port: {'number': 1}: text, a number or true or false is expected"),
        ('fixtures = "a\\u0000b"', "fixtures: 'a\\x00b': a folder is expected"),
    ],
)
def test_a_value_of_another_kind_in_the_file_is_one_line_and_exit_code_2(tmp_path: Path, text: str, line: str) -> None:
    (tmp_path / "mockserver.toml").write_text(text)
    ended = run("serve", "grafana", cwd=tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", f"mockserver: mockserver.toml: {line}\n")


def test_a_folder_of_own_vendors_that_is_none_is_refused_however_it_is_named(tmp_path: Path) -> None:
    by_flag = run("routes", "--own", "/nope")
    by_variable = run("routes", MOCKSRV_OWN="/nope")
    empty = run("routes", "--own", str(tmp_path))
    assert [each.returncode for each in (by_flag, by_variable, empty)] == [2, 2, 2]
    assert by_flag.stderr == "mockserver: --own: '/nope': there is no such folder\n"
    assert by_variable.stderr == "mockserver: MOCKSRV_OWN: '/nope': there is no such folder\n"
    assert empty.stderr.endswith("the folder has no vendors/, specs/ or fixtures/ in it\n")


def test_a_misspelt_variable_is_one_line_of_warning_and_no_refusal() -> None:
    ended = run("explain", "grafana", MOCKSRV_PROT="1")
    assert ended.returncode == 0
    assert ended.stderr == "mockserver: MOCKSRV_PROT is no setting and is passed over; did you mean MOCKSRV_PORT?\n"


def test_variables_of_mockserver_run_and_of_orchestrators_are_passed_over_in_silence() -> None:
    run_sets = ["MOCKSRV_URL", "MOCKSRV_GRAFANA_URL", "MOCKSRV_ADMIN_TOKEN", "MOCKSRV_API_TOKEN"]
    service = ["SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_HTTP", "PORT_4280_TCP", "PORT_4280_TCP_ADDR", "PORT"]
    injected = [f"MOCKSRV_{name}" for name in service] + [f"MOCKSRV_GRAFANA_{name}" for name in service]
    assert unknown_variables(dict.fromkeys([*run_sets, *injected, "HOME"], "x")) == []


def test_an_orchestrators_port_is_no_port() -> None:
    ended = run("routes", "grafana", MOCKSRV_PORT="tcp://10.0.0.1:4280")
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("command", ["explain grafana", "explain strapi --json", "routes", "--help"])
def test_a_reader_who_has_had_enough_is_no_mistake(command: str) -> None:
    line = f"{sys.executable} -m mockserver {command} | true; echo ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.stderr) == ("0\n", "")


def test_an_interruption_during_the_start_is_one_line(tmp_path: Path) -> None:
    module = own_vendor.write(tmp_path) / "vendors" / "parcels.py"
    module.write_text(f"import pathlib, time\npathlib.Path({str(tmp_path / 'there')!r}).touch()\ntime.sleep(30)\n")
    command = [sys.executable, "-m", "mockserver", "serve", "--own", str(tmp_path), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while not (tmp_path / "there").exists():
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20) == ("", "mockserver: interrupted\n")
    assert process.returncode == 2


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("def", "line 1: invalid syntax"),
        ("import nowhere_to_be_found", "line 1: ModuleNotFoundError: No module named 'nowhere_to_be_found'"),
        ("x = 1\n{}['a']", "line 2: KeyError: 'a'"),
        ("raise RuntimeError('one\\ntwo')", "line 1: RuntimeError: one two"),
        ("from mockserver.engine.vendor import Vendor\nVENDOR = Vendor(nam='x')", "line 2: TypeError: "),
    ],
)
def test_a_module_of_the_users_own_that_cannot_be_imported_is_one_line(tmp_path: Path, module: str, line: str) -> None:
    file = own_vendor.write(tmp_path) / "vendors" / "parcels.py"
    file.write_text(module)
    ended = run("serve", "parcels", "--own", str(tmp_path), "--port", "0")
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert ended.stderr.startswith(f"mockserver: {file}: {line}")


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("specs/parcels/openapi.yaml", "security: [{token: []}]", "security: [null]", "/security/0: an object is expected"),
        ("specs/parcels/openapi.yaml", "operationId: getParcels", "operationId: [x]",
         "/paths/~1parcels/get/operationId: a text is expected"),
        ("specs/parcels/openapi.yaml", "{token: {type: http, scheme: bearer}}", "[x]", "/components/securitySchemes: an object"),
        ("specs/parcels/openapi.yaml", "{token: {type: http, scheme: bearer}}", "{token: x}",
         "/components/securitySchemes/token: an object"),
        ("specs/parcels/openapi.yaml", "{message: {type: string}}", "[x]", "/components/schemas: properties: an object of schemas"),
        ("specs/parcels/evidence.yaml", "label: documented", "label: [x]", "/pages/0/label: ['x'] is none of"),
    ],
)  # fmt: skip
def test_a_document_of_the_users_own_with_a_broken_frame_is_one_line_that_names_the_place(
    tmp_path: Path, file: str, old: str, new: str, line: str
) -> None:
    broken = own_vendor.write(tmp_path) / file
    assert old in broken.read_text()
    broken.write_text(broken.read_text().replace(old, new, 1))
    ended = run("serve", "parcels", "--own", str(tmp_path), "--port", "0")
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert ended.stderr.startswith(f"mockserver: {broken}: {line}")


def test_the_version_can_be_asked_for_without_anything_else() -> None:
    code = (
        "import sys, mockserver.version; print(*sorted(name for name in sys.modules if name.startswith('mockserver')))"
    )
    ended = subprocess.run([sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, check=True)
    assert ended.stdout == "mockserver mockserver.version\n"
