"""The laws of the house, read from its source: who may import whom, names, docstrings, time and chance, behaviours."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from mockserver.engine.discovery import present
from mockserver.evidence.evidence import load

TESTS = Path(__file__).parent
ROOT = TESTS.parent
PACKAGE = ROOT / "mockserver"
MODULES = sorted(PACKAGE.rglob("*.py"))

MAY_IMPORT = {
    "openapi": "openapi spelling",
    "evidence": "evidence openapi spelling",
    "state": "state",
    "engine": "engine state evidence openapi spelling",
    "vendors": "vendors engine state evidence openapi",
    "masking": "",
    "traffic": "traffic masking evidence.forms openapi version",
    "serving": "serving control engine state evidence openapi masking settings spelling authorization",
    "control": "control engine state evidence openapi masking traffic settings spelling version",
    "conformance": "conformance evidence openapi engine.vendor engine.discovery engine.inference.facts masking traffic settings columns client authorization",
    "settings": "settings spelling",
    "spelling": "",
    "version": "",
    "client": "client authorization",
    "authorization": "",
}
"""Package (or module) to what it may import of ours; who is not listed stands at the edge and may import everything."""

ONLY_IN = {"connexion": "serving/chassis.py", "starlette": "serving/", "uvicorn": "serving/process.py"}
"""A framework to the room, or the one module, that may import it."""
FORBIDDEN_NAMES = ("utils", "util", "helpers", "helper", "common", "base", "core", "misc", "manager", "main")
CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.monotonic",
    "time.monotonic_ns", "time.perf_counter", "uuid.uuid1", "uuid.uuid4", "os.urandom",
}  # fmt: skip
CLOCK_NAMES = {name.rpartition(".")[2] for name in CLOCKS}
CHANCES = ("random", "secrets")


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


@cache
def nodes(file: Path) -> list[ast.AST]:
    return list(ast.walk(tree(file)))


@cache
def imports(file: Path) -> list[str]:
    found = []
    for node in nodes(file):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


def package_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_packages_point_inwards() -> None:
    wrong = []
    for file in MODULES:
        allowed = MAY_IMPORT.get(package_of(file))
        for name in imports(file) if allowed is not None else ():
            ours = name.removeprefix("mockserver.")
            fits = any(
                f"{ours}.".startswith(f"{each}.") or each.startswith(f"{ours}.") for each in (allowed or "").split()
            )
            if name.startswith("mockserver.") and not fits:
                wrong.append(f"{named(file)} imports {name}")
    assert not wrong


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_no_inner_modules_import_each_other_not_even_for_their_types() -> None:
    inner = ("openapi", "evidence", "state", "engine", "vendors", "control", "client", "testing", "coverage")
    files = {module_of(file): file for file in MODULES if package_of(file) in inner}
    left = {
        name: {each for each in imports(file) if each in files and not f"{name}.".startswith(f"{each}.")}
        for name, file in files.items()
    }
    while free := [name for name, needed in left.items() if not needed & left.keys()]:
        for name in free:
            del left[name]
    assert not sorted(left)


def test_each_framework_is_known_in_one_room_only() -> None:
    wrong = [
        f"{named(file)} imports {name}"
        for file in MODULES
        for name in imports(file)
        if not named(file).startswith(f"mockserver/{ONLY_IN.get(name.partition('.')[0], '')}")
    ]
    assert not wrong


def test_a_file_is_named_after_what_it_holds() -> None:
    assert not [named(file) for file in [*MODULES, *TESTS.rglob("*.py")] if file.stem in FORBIDDEN_NAMES]


@pytest.mark.parametrize("file", MODULES, ids=named)
def test_a_module_opens_with_a_sentence(file: Path) -> None:
    docstring = ast.get_docstring(tree(file)) or ""
    assert docstring.partition("\n")[0].endswith((".", "?"))


def test_time_and_chance_come_from_the_world() -> None:
    wrong = []
    for file in MODULES:
        if named(file) in ("mockserver/state/clock.py", "mockserver/state/chance.py"):
            continue
        wrong += [f"{named(file)} imports {name}" for name in imports(file) if name.partition(".")[0] in CHANCES]
        wrong += [f"{named(file)} uses {name}" for name in imports(file) if name in CLOCKS]
        used = (node for node in nodes(file) if isinstance(node, ast.Attribute) and node.attr in CLOCK_NAMES)
        calls = [ast.unparse(node) for node in used]
        wrong += [f"{named(file)} uses {call}" for call in calls if ".".join(call.split(".")[-2:]) in CLOCKS]
    assert not wrong


def test_actions_never_wait() -> None:
    inner = [file for file in MODULES if package_of(file) in ("openapi", "evidence", "state", "engine", "vendors")]
    kinds = (ast.AsyncFunctionDef, ast.Await, ast.Global)
    assert not [named(file) for file in inner for node in nodes(file) if isinstance(node, kinds)]


def texts(node: ast.AST) -> Iterator[str]:
    """The string constants of an expression, without the keys of dictionaries and of look-ups."""
    if isinstance(node, ast.Dict):
        for value in node.values:
            yield from texts(value)
    elif isinstance(node, ast.Subscript):
        yield from texts(node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    else:
        for child in ast.iter_child_nodes(node):
            yield from texts(child)


def citing(call: ast.Call) -> list[ast.AST]:
    """The arguments of a call that name behaviours."""
    name = ast.unparse(call.func).rpartition(".")[2]
    keywords: list[ast.AST] = [each.value for each in call.keywords if each.arg in ("cites", "relies_on")]
    if name in ("carries_out", "cite"):
        return [*call.args, *keywords]
    return [*(call.args[2:3] if name == "ErrorResponse" else []), *keywords]


@cache
def cited(vendor: str) -> set[str]:
    """The behaviours that a vendor's code cites or carries out."""
    module = PACKAGE / "vendors" / f"{vendor}.py"
    files = [module] if module.is_file() else sorted((PACKAGE / "vendors" / vendor).rglob("*.py"))
    calls = [node for file in files for node in nodes(file) if isinstance(node, ast.Call)]
    return {text for call in calls for argument in citing(call) for text in texts(argument)}


@cache
def named_by_tests(vendor: str) -> dict[str, list[str]]:
    """The behaviours that tests name with `pytest.mark.evidence`, and where."""
    found: dict[str, list[str]] = {}
    for file in sorted(TESTS.glob("test_*.py")):
        for call in (node for node in nodes(file) if isinstance(node, ast.Call)):
            if ast.unparse(call.func) == "pytest.mark.evidence" and list(texts(call.args[0])) == [vendor]:
                for behaviour in (text for argument in call.args[1:] for text in texts(argument)):
                    found.setdefault(behaviour, []).append(f"{named(file)}:{call.lineno}")
    return found


@pytest.fixture(params=present())
def vendor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def stated(vendor: str) -> set[str]:
    """The behaviours of a vendor's evidence."""
    return set(load(ROOT / "specs" / vendor / "evidence.yaml").behaviours)


def test_code_cites_every_behaviour_of_the_evidence(vendor: str, stated: set[str]) -> None:
    assert sorted(stated - cited(vendor)) == []


def test_code_cites_no_other_behaviour(vendor: str, stated: set[str]) -> None:
    assert sorted(cited(vendor) - stated) == []


def test_tests_name_every_behaviour_of_the_evidence(vendor: str, stated: set[str]) -> None:
    assert sorted(stated - named_by_tests(vendor).keys()) == []


def test_tests_name_no_other_behaviour(vendor: str, stated: set[str]) -> None:
    assert {behaviour: where for behaviour, where in named_by_tests(vendor).items() if behaviour not in stated} == {}
