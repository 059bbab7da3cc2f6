"""The command line helps with what was mistyped, says its version everywhere, and has its tables for programs, too."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path

import click
import pytest
from conftest import Process
from test_command_line import run

import mockserver
from mockserver.commands.program import program
from mockserver.openapi.sources import read_yaml
from mockserver.settings import data_folder


def refused(*arguments: str) -> str:
    """The last line of a refusal."""
    done = run(*arguments)
    assert done.returncode == 2, done.stdout
    assert done.stdout == ""
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["serv"], "serve"),
        (["serve", "--prot", "1"], "--port"),
        (["serve", "--fixtrue=empty"], "--fixture"),
        (["run", "--fixtrue", "x", "--", "true"], "--fixture"),
        (["serve", "--log-level", "wraning"], "warning"),
        (["serve", "grafanna"], "grafana"),
        (["routes", "starpi"], "strapi"),
        (["check", "grafanna"], "grafana"),
        (["check", "--only", "exchange"], "exchanges"),
        (["explain", "grafanna"], "grafana"),
        (["explain", "grafana", "getReport2"], "getReport"),
        (["explain", "grafana", "createReport", "schedule.frequence"], "schedule.frequency"),
        (["explain", "grafana", "POST", "/api/report"], "POST /api/reports"),
        (["serve", "grafana", "--fixture", "emtpy"], "empty"),
        (["serve", "grafana", "--fixture", "grafanna=empty"], "grafana"),
        (["serve", "examples/any_document/toolshd.yaml"], "toolshed.yaml"),
        (["serve", "examples/any_document/toolshed.yaml", "--credential", "tolshed:bearer=x"], "toolshed"),
        (["serve", "grafana", "--reading", "grafana.eror-body=message"], "error-body"),
        (["serve", "grafana", "--profile", "grafanna=public-openapi"], "grafana"),
    ],
)
def test_what_was_probably_meant_is_said(arguments: list[str], meant: str) -> None:
    assert refused(*arguments).endswith(f"did you mean {meant}?")


@pytest.mark.parametrize(
    "arguments", [["frobnicate"], ["serve", "--zzz"], ["serve", "xyz"], ["explain", "grafana", "zzz"]]
)
def test_where_nothing_is_like_it_nothing_is_guessed(arguments: list[str]) -> None:
    assert "did you mean" not in refused(*arguments)


def test_a_flag_that_stands_before_its_command_is_told_where_it_belongs() -> None:
    assert refused("--port", "0").endswith("here; the command comes first, as in: mockserver serve --port 0")


def test_a_terminal_obeys_nothing_that_stands_in_a_document(tmp_path: Path) -> None:
    operation = {"operationId": "get\x1b[31m", "summary": "\x07", "responses": {"200": {"description": "\x1b]0;x\x07"}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "\x1b[2J", "version": "1"},
        "paths": {"/a\x1b[31m": {"get": operation}},
    }
    file = tmp_path / "escape.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    server = Process(str(file))
    server.process.terminate()
    assert server.process.stdout is not None
    said = [server.process.stdout.read(), run("routes", str(file)).stdout, run("explain", str(file)).stdout]
    server.stop()
    assert all(said)
    assert not [each for text in said for each in text if not each.isprintable() and each != "\n"]
    assert r"\x1b[2J" in said[0]


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve", "odd=\x1b[2J.json"], ["check", "odd=\x1b[2J.json"], ["record", "odd=\x1b[2J.json", "--upstream", "http://127.0.0.1:1"],
        ["verify", "odd=\x1b[2J.json", "--base-url", "http://127.0.0.1:1"], ["serve", "\x1b[2J"], ["routes", "grafana", "--profile", "grafana=\x1b[2J"],
        ["serve", "--\x1b[2J"], ["run", "--", "/\x1b[2J"], ["\x9b2J"],
    ],
)  # fmt: skip
def test_a_terminal_obeys_nothing_that_a_refusal_quotes(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "\x1b[2J.json").write_text("{}")
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode in (1, 2, 127)
    assert re.search(r"\\x1b\[2J|\\x9b2J", done.stdout + done.stderr)
    assert not [each for each in done.stdout + done.stderr if not each.isprintable() and each != "\n"]


def test_a_terminal_obeys_nothing_that_stands_in_settings() -> None:
    done = run("config", MOCKSRV_FIXTURE="\x1b[2J", **{"MOCKSRV_\x1b[2J": "1"})
    assert done.stdout.count(r"\x1b[2J") == 1
    assert not [each for each in done.stdout + done.stderr if not each.isprintable() and each != "\n"]


@pytest.mark.parametrize(
    ("arguments", "owners"),
    [
        (["explain", "createReport"], "checkcentral, grafana, strapi, thousandeyes"),
        (["routes", "grafana", "createReport"], "grafana"),
        (["serve", "getReportSettings"], "grafana"),
        (["check", "getChecks"], "checkcentral"),
        (["verify", "getReportSettings", "--base-url=http://h"], "grafana"),
    ],
)
def test_an_operation_in_the_place_of_a_vendor_is_told_whose_it_is(arguments: list[str], owners: str) -> None:
    operation = next(each for each in arguments if each.startswith(("get", "create")))
    told = f"; mockserver explain {owners.partition(',')[0]} {operation} says more"
    assert refused(*arguments).endswith(f"vendor {operation!r}: it is an operation of {owners}{told}")


def test_an_unknown_profile_is_told_as_an_unknown_reading_is() -> None:
    said = refused("routes", "grafana", "--profile", "grafana=public-openap")
    assert said.endswith(
        "grafana has no profile 'public-openap'; there are public-openapi; did you mean public-openapi?"
    )


def test_the_list_of_commands_says_the_whole_first_sentence_of_each() -> None:
    listed = " ".join(run("--help").stdout.split())
    assert "over the Model Context Protocol." in listed
    assert "..." not in listed


@pytest.mark.parametrize("command", [[], *([each] for each in program.list_commands(click.Context(program)))])
def test_every_command_tells_the_version(command: list[str]) -> None:
    done = run(*command, "--version")
    assert (done.stdout, done.stderr, done.returncode) == (f"mockserver {mockserver.__version__}\n", "", 0)


def test_a_command_that_is_not_there_ends_with_127_before_anything_is_started() -> None:
    done = run("run", "grafana", "--", "nosuchcmd", "x")
    assert (done.stdout, done.stderr, done.returncode) == (
        "",
        "mockserver: run: there is no command 'nosuchcmd'\n",
        127,
    )


def test_help_of_run_shows_the_dashes_and_an_example() -> None:
    done = run("run", "--help")
    assert "-- COMMAND" in done.stdout
    assert "mockserver run -- pytest" in done.stdout


def test_routes_are_there_for_programs() -> None:
    listed = json.loads(run("routes", "grafana", "strapi", "--json").stdout)
    paths = {name: read_yaml(data_folder("specs") / name / "openapi.yaml")["paths"] for name in ("grafana", "strapi")}
    count = sum(
        len([each for each in item if each in ("get", "post", "put", "patch", "delete")])
        for of in paths.values()
        for item in of.values()
    )
    assert len(listed) == count
    first = next(each for each in listed if each["operation"] == "getReports")
    assert first.keys() == {"vendor", "operation", "method", "path", "does", "label"}
    assert (first["vendor"], first["method"], first["path"]) == ("grafana", "GET", "/api/reports")


def test_without_a_command_the_help_is_shown_and_nothing_is_done() -> None:
    done = run()
    assert (done.stdout, done.returncode) == ("", 2)
    assert "mockserver run -- pytest" in done.stderr


@pytest.mark.parametrize(("command", "strange"), [("explain", "--port"), ("routes", "--host"), ("run", "--log-format")])
def test_a_command_has_only_the_flags_that_it_uses(command: str, strange: str) -> None:
    assert f"mockserver {command}: there is no flag {strange}" in refused(command, strange, "1")
    assert strange not in run(command, "--help").stdout


def test_what_a_command_does_not_use_does_not_trouble_it() -> None:
    assert run("explain", "grafana", MOCKSRV_PORT="seventy").returncode == 0


@pytest.mark.parametrize("name", program.list_commands(click.Context(program)))
def test_the_help_of_every_command_fits_a_terminal_and_has_examples_that_are_commands(name: str) -> None:
    command = program.get_command(click.Context(program), name)
    assert command is not None
    text = command.get_help(click.Context(command, info_name=f"mockserver {name}", terminal_width=80))
    prose = text.partition("Examples:")[0]
    assert max(map(len, prose.splitlines())) <= 80
    examples = [
        line.strip() for line in text.partition("Examples:")[2].partition("\n\n")[0].splitlines() if line.strip()
    ]
    assert examples
    for line in examples:
        assert re.search(r"(^|\$\()mockserver [a-z]+", line), line


def test_help_says_defaults_and_variables() -> None:
    assert "[default: 4280; MOCKSRV_PORT]" in " ".join(run("serve", "--help").stdout.split())
    assert "[default: 0; MOCKSRV_PORT]" in " ".join(run("run", "--help").stdout.split())


@pytest.mark.posix
def test_run_takes_the_port_that_is_set() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = run("run", "grafana", "--", "sh", "-c", "echo $MOCKSRV_URL", MOCKSRV_PORT=str(port))
    assert done.stdout == f"http://127.0.0.1:{port}\n"
