"""`mockserver config`: what holds and where it was set, and a file to begin with that can be read back."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

from test_command_line import run

from mockserver.settings import Settings, load

PLACEHOLDER = "FOLDER"


def lines(text: str) -> list[str]:
    """The settings of a sample, without their comment signs."""
    return [line[1:] for line in text.splitlines() if re.match(r"#[a-z-]+ = ", line)]


def test_the_sample_has_every_setting_and_says_nothing_as_it_is(tmp_path: Path) -> None:
    done = run("config", "--init", cwd=tmp_path)
    file = tmp_path / "mockserver.toml"
    assert (done.returncode, done.stderr) == (0, "")
    assert tomllib.loads(file.read_text()) == {}
    names = [line.partition(" ")[0].replace("-", "_") for line in lines(file.read_text())]
    assert names == [each.name for each in fields(Settings)]


def test_the_sample_without_its_comment_signs_is_the_defaults(tmp_path: Path) -> None:
    run("config", "--init", cwd=tmp_path)
    whole = [line for line in lines((tmp_path / "mockserver.toml").read_text()) if PLACEHOLDER not in line]
    (tmp_path / "whole.toml").write_text("\n".join(whole))
    assert len(whole) == len(fields(Settings)) - 2
    assert load(environ={}, file=tmp_path / "whole.toml") == Settings()


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    (tmp_path / "mockserver.toml").write_text("port = 1\n")
    done = run("config", "--init", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "mockserver: mockserver.toml is there already\n")
    assert (tmp_path / "mockserver.toml").read_text() == "port = 1\n"


def test_where_no_file_can_be_written_it_is_one_line(tmp_path: Path) -> None:
    done = run("config", "--init", "--config", str(tmp_path / "nowhere" / "x.toml"))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_what_holds_is_shown_with_where_it_was_set(tmp_path: Path) -> None:
    (tmp_path / "mockserver.toml").write_text('port = 5000\nfixture = ["empty"]\nadmin-token = "hush"\n')
    text = run("config", cwd=tmp_path, MOCKSRV_PORT="6000").stdout
    assert re.search(r"^port +6000 +MOCKSRV_PORT$", text, re.MULTILINE)
    assert re.search(r"^fixture +empty +mockserver\.toml: fixture$", text, re.MULTILINE)
    assert re.search(r"^memory +160MB +default$", text, re.MULTILINE)
    assert "hush" not in text
