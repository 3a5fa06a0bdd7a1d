"""Reading one module for the applications that it makes, without importing anything of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

NEEDS: Mapping[str, str] = {
    "fastapi.FastAPI": "",
    "starlette.Starlette": "",
    "litestar.Litestar": "",
    "apiflask.APIFlask": "",
    "connexion.App": "",
    "connexion.FlaskApp": "",
    "connexion.AsyncApp": "",
    "ninja.NinjaAPI": "",
    "ninja_extra.NinjaExtraAPI": "",
    "sanic.Sanic": "",
    "flask_openapi3.OpenAPI": "",
    "ravyn.Ravyn": "",
    "apispec.APISpec": "",
    "django.get_wsgi_application": "drf_spectacular",
    "django.get_asgi_application": "drf_spectacular",
    "quart.Quart": "quart_schema",
    "flask.Flask": "flask_smorest",
    "falcon.App": "spectree",
    "falcon.API": "spectree",
    "aiohttp.Application": "aiohttp_pydantic",
    "blacksheep.Application": "openapidocs",
}
"""What makes an application, as ``package.name``, and the package without which it has no
document."""


_MOUNTS = ("mount", "Mount", "add_subapp", "add_sub_app", "include_app")


@dataclass
class Module:
    """What a module says of applications; names are dotted, relative ones resolved.

    Attributes:
        name: the module's own name.
        path: its file, relative to the tree.
        imports: name here → what it stands for.
        made: name → (line, kind): applications at the module's level.
        called: name → (line, function): what calls of functions are bound to, at that level.
        factories: name → (line, kind, whether it can be called without arguments).
        contained: what factories call.
        mounted: names of applications that others of this module contain.
    """

    name: str
    path: str
    imports: dict[str, str] = field(default_factory=dict)
    made: dict[str, tuple[int, str]] = field(default_factory=dict)
    called: dict[str, tuple[int, str]] = field(default_factory=dict)
    factories: dict[str, tuple[int, str, bool]] = field(default_factory=dict)
    contained: set[str] = field(default_factory=set)
    mounted: set[str] = field(default_factory=set)
    _kinds: dict[str, str] = field(default_factory=dict)


def read(name: str, path: str, source: bytes) -> Module:
    """Read a module.

    Args:
        name: its dotted name.
        path: its file, relative to the tree.
        source: its text.

    Raises:
        SyntaxError, ValueError: it is not Python, or newer than this interpreter.
    """
    module = Module(name, path)
    tree = ast.parse(source)
    package = name if path.endswith("__init__.py") else name.rpartition(".")[0]
    nodes = list(ast.walk(tree))
    for node in nodes:
        _take_import(module, node, package)
    for statement in _statements(tree.body):
        _take_statement(module, statement)
    _take_mounts(module, nodes)
    return module


def _take_import(module: Module, node: ast.AST, package: str) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            bound = alias.name if alias.asname else alias.name.partition(".")[0]
            module.imports[alias.asname or bound] = bound
    elif isinstance(node, ast.ImportFrom):
        parts = package.split(".")[: len(package.split(".")) - node.level + 1]
        base = ".".join([*(parts if node.level else []), *([node.module] if node.module else [])])
        for alias in node.names:
            module.imports[alias.asname or alias.name] = f"{base}.{alias.name}"


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Give the statements that run when the module is imported, those in blocks included."""
    for statement in body:
        if isinstance(statement, ast.If) and "__main__" in ast.unparse(statement.test):
            continue
        yield statement
        if isinstance(statement, (ast.If, ast.Try, ast.With)):
            yield from _statements(statement.body)
            yield from _statements(getattr(statement, "orelse", []))
            for handler in getattr(statement, "handlers", ()):
                yield from _statements(handler.body)


def _take_statement(module: Module, statement: ast.stmt) -> None:
    if isinstance(statement, ast.ClassDef):
        for base in statement.bases:
            kind = _kind(module, base)
            if kind:
                module._kinds[statement.name] = kind
    elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        _take_factory(module, statement)
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            if isinstance(target, ast.Name):
                _take_value(module, target.id, statement.value)


def _take_value(module: Module, name: str, value: ast.expr) -> None:
    if not isinstance(value, ast.Call):
        return
    kind = _kind(module, value.func)
    if kind:
        module.made[name] = (value.lineno, kind)
    elif name not in module.made:  # one that is wrapped keeps its name: app = Around(app)
        module.called[name] = (value.lineno, dotted(module, value.func))


def _take_factory(module: Module, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    kinds: dict[str, str] = {}
    taken = function.args
    required = len(taken.posonlyargs) + len(taken.args) - len(taken.defaults)
    free = required <= 0 and None not in taken.kw_defaults
    # What only says that it returns one may have been given it.
    found = _kind(module, function.returns) if free and function.returns is not None else ""
    for node in ast.walk(function):
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Call):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            kind = _kind(module, node.value.func)
            kinds.update({t.id: kind for t in targets if isinstance(t, ast.Name) and kind})
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Call):
            found = found or _kind(module, node.value.func)
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Name):
            found = found or kinds.get(node.value.id, "")
    if found:
        calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
        module.contained.update(dotted(module, call) for call in calls)
        module.factories[function.name] = (function.lineno, found, free)


def _take_mounts(module: Module, nodes: Sequence[ast.AST]) -> None:
    """Note what is mounted: ``app.mount("/v1", v1)``, ``Mount("/v1", app=v1)``, ``add_subapp``."""
    calls = [node for node in nodes if isinstance(node, ast.Call) and _called(node) in _MOUNTS]
    functions = [n for n in nodes if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    for call in calls:
        around = [f for f in functions if f.lineno <= call.lineno <= (f.end_lineno or 0)]
        local = {n.id for f in around for n in ast.walk(f) if isinstance(n, ast.Name) and _bound(n)}
        local |= {n.arg for f in around for n in ast.walk(f.args) if isinstance(n, ast.arg)}
        for word in (*call.args, *(keyword.value for keyword in call.keywords)):
            if not isinstance(word, ast.Name) or word.id not in local:
                module.mounted.update(filter(None, [dotted(module, word)]))


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _bound(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def dotted(module: Module, node: ast.AST) -> str:
    """Return what an expression names: an import's, or a name of this module; else nothing."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([module.imports.get(node.id, f"{module.name}.{node.id}"), *parts])


def _kind(module: Module, node: ast.AST) -> str:
    """Return the kind of application that a class is, or nothing."""
    if isinstance(node, ast.Name) and node.id in module._kinds:
        return module._kinds[node.id]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):  # a quoted annotation
        return module._kinds.get(node.value, "")
    words = dotted(module, node).split(".")
    name = f"{words[0]}.{words[-1]}"
    return name if name in NEEDS and len(words) > 1 else ""
