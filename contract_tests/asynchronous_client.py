"""Makes the asynchronous client out of the other one, module by module: the same handles, whose calls are awaited."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator

from conftest import ROOT

CLIENT, ASYNCHRONOUS = ROOT / "mockserver" / "client", ROOT / "mockserver" / "asynchronous"
OF_ITS_OWN = ("Calls", "Below", "Connection")
"""What of `calls.py` there is twice; the rest serves both."""
NAMES = {
    "Client": "AsyncClient", "BaseTransport": "AsyncBaseTransport", "__enter__": "__aenter__", "__exit__": "__aexit__",
    "close": "aclose", "Iterator": "AsyncIterator",
}  # fmt: skip
FIRST = {"call", "request", "close", "__enter__", "__exit__"}
"""What waits for the server, whatever it is made of."""


def trees() -> dict[str, ast.Module]:
    """The modules of the client, by file name."""
    return {file.name: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(CLIENT.glob("*.py"))}


def waiting(modules: dict[str, ast.Module]) -> set[str]:
    """The names of everything that waits for the server, directly or by something else."""
    functions = [
        node
        for module in modules.values()
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef) and node.name != "__iter__"
    ]
    found = set(FIRST)
    while more := {each.name for each in functions if each.name not in found and any(calls(each, found))}:
        found |= more
    return found


def calls(function: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    """The calls of methods with one of these names."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node


class Awaiting(ast.NodeTransformer):
    """Lets everything that waits be awaited, and renames what has another name where it is."""

    def __init__(self, names: set[str]) -> None:
        self.names = names

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Await it, if it waits."""
        waits = isinstance(node.func, ast.Attribute) and node.func.attr in self.names
        self.generic_visit(node)
        return ast.Await(node) if waits else node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Let it wait; a loop becomes one over what is awaited."""
        if node.name == "__iter__":
            return self.loop(node)
        waits = node.name in self.names
        self.generic_visit(node)
        node.name = NAMES.get(node.name, node.name)
        if not waits:
            return node
        return ast.AsyncFunctionDef(**{name: getattr(node, name) for name in node._fields}, lineno=0)

    def loop(self, node: ast.FunctionDef) -> ast.AST:
        """`__iter__` as `__aiter__`."""
        (returned,) = (each for each in node.body if isinstance(each, ast.Return))
        value = returned.value
        if isinstance(value, ast.GeneratorExp):
            source, shown = value.generators[0].iter, value.elt
        else:
            assert isinstance(value, ast.Call)
            source, shown = value.args[0], ast.Name("each")
        body = ast.For(ast.Name("each"), self.visit(source), [ast.Expr(ast.Yield(shown))], [])
        made = ast.AsyncFunctionDef("__aiter__", node.args, [body], [], node.returns, type_params=[], lineno=0)
        self.visit(made.returns)
        return made

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Rename it."""
        node.id = NAMES.get(node.id, node.id)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Rename it."""
        self.generic_visit(node)
        node.attr = NAMES.get(node.attr, node.attr)
        return node

    def visit_alias(self, node: ast.alias) -> ast.AST:
        """Rename what is imported."""
        node.name = NAMES.get(node.name, node.name)
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.AST]:
        """Import what there is twice from here, and the rest from where it is."""
        self.generic_visit(node)
        if node.module is None or not node.module.startswith("mockserver.client"):
            return [node]
        here = ast.ImportFrom(node.module.replace("client", "asynchronous"), node.names, 0)
        if node.module != "mockserver.client.calls":
            return [here]
        here.names = [each for each in node.names if each.name in OF_ITS_OWN]
        node.names = [each for each in node.names if each.name not in OF_ITS_OWN]
        return [each for each in (here, node) if each.names]


def made() -> dict[str, str]:
    """The modules of the asynchronous client, by file name."""
    modules = trees()
    names = waiting(modules)
    return {name: formatted(name, written(name, module, names)) for name, module in modules.items()}


def written(name: str, module: ast.Module, names: set[str]) -> str:
    """One module."""
    about = ast.get_docstring(module)
    assert about is not None
    if name == "calls.py":
        keep = (ast.Import, ast.ImportFrom, ast.Expr)
        module.body = [
            each for each in module.body if isinstance(each, keep) or getattr(each, "name", "") in OF_ITS_OWN
        ]
        shared = ast.ImportFrom("mockserver.client.calls", [ast.alias("ControlError"), ast.alias("trusting")], 0)
        module.body.insert(2, shared)
    origin = f"Every call is awaited. Made of `mockserver/client/{name}` by `contract_tests/asynchronous_client.py`."
    module.body[0] = ast.Expr(ast.Constant(f"{about}\n\n{origin}\n"))
    return ast.unparse(ast.fix_missing_locations(Awaiting(names).visit(module)))


def formatted(name: str, text: str) -> str:
    """A module as ruff would have it."""
    for command in (["check", "--fix", "-q"], ["format", "-q"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--stdin-filename", str(ASYNCHRONOUS / name), "-"]
        text = subprocess.run(ruff, input=text, text=True, capture_output=True, cwd=ROOT, check=True).stdout
    return text


def write() -> None:
    """Write them."""
    ASYNCHRONOUS.mkdir(exist_ok=True)
    for name, text in made().items():
        (ASYNCHRONOUS / name).write_text(text, encoding="utf-8")
