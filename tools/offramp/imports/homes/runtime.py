"""Names that a module makes while it runs: aliases in ``sys.modules``, ``globals()``, lazy loaders.

Only what is written out is read: loops over literals, ``getattr(module, name)``, ``vars(module)``.
Of a module that does more than that nothing is claimed (`Names.computed`).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offramp.imports.homes.names import Names

_MOST = 1000  # rounds of one loop that are followed


@dataclass
class RunTime:
    """Reads what one module binds while it runs, after its plain statements have been read.

    Args:
        module: its dotted name.
        found: what its plain statements bind; what is read is added to it.
        base: tells the module that a ``from`` import names.
    """

    module: str
    found: Names
    base: Callable[[ast.ImportFrom], str]
    values: dict[str, ast.expr] = field(default_factory=dict)

    def read(self, statements: Iterable[ast.AST]) -> None:
        """Read the statements of the module's top level."""
        statements = list(statements)
        for node in statements:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.values[node.targets[0].id] = node.value
        inside = {id(n) for loop in statements if isinstance(loop, ast.For) for n in ast.walk(loop)}
        for node in statements:
            if isinstance(node, ast.For):
                self._loop(node)
            elif id(node) not in inside:
                self._statement(node, {})

    # What an expression means ---------------------------------------------------------------

    def text(self, node: ast.expr | None, known: Mapping[str, str]) -> str:
        """Return the text that an expression is known to have; empty where it is not."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else ""
        if isinstance(node, ast.Name):
            return self.module if node.id == "__name__" else known.get(node.id, "")
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            parts = [self.text(node.left, known), self.text(node.right, known)]
        elif isinstance(node, ast.JoinedStr):
            inner = (v.value if isinstance(v, ast.FormattedValue) else v for v in node.values)
            parts = [self.text(v, known) for v in inner]
        else:
            return ""
        return "".join(parts) if all(parts) else ""

    def dotted(self, node: ast.expr | None, known: Mapping[str, str]) -> str:
        """Return the dotted name of what an expression gives; empty where that is not known.

        Args:
            node: the expression.
            known: name → its text, or the dotted name that it stands for.
        """
        if isinstance(node, ast.Name):
            given = self.found.imported.get(node.id, set())
            return known.get(node.id) or (next(iter(given)) if len(given) == 1 else "")
        if isinstance(node, ast.Attribute):
            base = self.dotted(node.value, known)
            return f"{base}.{node.attr}" if base else ""
        if isinstance(node, ast.Subscript) and called(node.value) == "modules":
            return self.text(node.slice, known)
        if isinstance(node, ast.Call) and node.args:
            first = node.args[0]
            if called(node.func) == "import_module" and self.text(first, known)[:1] != ".":
                return self.text(first, known)
            if called(node.func) == "getattr" and len(node.args) > 1:
                base, name = self.dotted(first, known), self.text(node.args[1], known)
                return f"{base}.{name}" if base and name else ""
        return ""

    def table(self, node: ast.expr | None) -> ast.Dict | None:
        """Return the literal dict that an expression or a name of the module is."""
        if isinstance(node, ast.Name):
            node = self.values.get(node.id)
        return node if isinstance(node, ast.Dict) else None

    # Statements -----------------------------------------------------------------------------

    def _loop(self, node: ast.For) -> None:
        rounds = list(self._rounds(node))
        body = [n for part in node.body for n in ast.walk(part) if isinstance(n, ast.stmt)]
        for known in rounds[:_MOST] or [{}]:
            for statement in body:
                self._statement(statement, known)

    def _rounds(self, node: ast.For) -> Iterator[dict[str, str]]:
        """Yield what the variables of a loop over a literal stand for, round by round."""
        source, target = node.iter, node.target
        pairs: list[tuple[ast.expr | None, ...]] = []
        if isinstance(source, ast.Call) and called(source.func) == "items":
            table = (
                self.table(source.func.value) if isinstance(source.func, ast.Attribute) else None
            )
            pairs = list(zip(table.keys, table.values, strict=True)) if table else []
        elif (table := self.table(source)) is not None:
            pairs = [(key,) for key in table.keys]
        else:
            given = self.values.get(source.id) if isinstance(source, ast.Name) else source
            elements = given.elts if isinstance(given, (ast.Tuple, ast.List, ast.Set)) else []
            wide = isinstance(target, ast.Tuple)
            pairs = [tuple(e.elts) if wide and isinstance(e, ast.Tuple) else (e,) for e in elements]
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        for pair in pairs:
            if len(pair) == len(names):
                yield {
                    name.id: self.text(value, {}) or self.dotted(value, {})
                    for name, value in zip(names, pair, strict=True)
                    if isinstance(name, ast.Name)
                }

    def _statement(self, node: ast.AST, known: Mapping[str, str]) -> None:
        if isinstance(node, ast.Assign):
            if isinstance(node.value, ast.Call) and called(node.value.func) == "attach":
                self._attached(node.value)
            for target in node.targets:
                if isinstance(target, ast.Subscript):
                    self._put(target.value, target.slice, node.value, known)
                elif isinstance(target, ast.Name) and target.id == "__path__":
                    self.found.computed = True
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            self._call(node.value, known)

    def _attached(self, node: ast.Call) -> None:
        """Read ``lazy_loader.attach(__name__, submodules, submod_attrs)`` (SPEC 1)."""
        given = dict(zip(("name", "submodules", "submod_attrs"), node.args, strict=False))
        given.update({k.arg: k.value for k in node.keywords if k.arg})
        names = [(self.module, given.get("submodules"))]
        table = self.table(given.get("submod_attrs"))
        for key, value in zip(table.keys, table.values, strict=True) if table else ():
            names.append((f"{self.module}.{self.text(key, {})}", value))
        for parent, listed in names:
            elements = listed.elts if isinstance(listed, (ast.List, ast.Tuple, ast.Set)) else []
            for name in filter(None, (self.text(e, {}) for e in elements)):
                self.found.imported.setdefault(name, set()).add(f"{parent}.{name}")

    def _call(self, node: ast.Call, known: Mapping[str, str]) -> None:
        name, args = called(node.func), node.args
        on = node.func.value if isinstance(node.func, ast.Attribute) else None
        if name == "setattr" and len(args) == 3:
            if self.dotted(args[0], known) == self.module:
                self._bind(args[1], args[2], known)
        elif name == "setdefault" and len(args) > 1 and on is not None:
            self._put(on, args[0], args[1], known)
        elif name == "update" and args and on is not None:
            table = self.table(args[0])
            if table is not None and (called(on) == "modules" or _is_namespace(on)):
                for key, value in zip(table.keys, table.values, strict=True):
                    self._put(on, key, value, known) if key is not None else None
            elif _is_namespace(on):
                self._taken_over(args[0], known)
        elif on is not None and called(on) == "__path__":
            self.found.computed = True

    def _put(self, on: ast.expr, key: ast.expr, value: ast.expr, known: Mapping[str, str]) -> None:
        """Read ``sys.modules[key] = value`` and ``globals()[key] = value``."""
        if called(on) == "modules":
            name, home = self.text(key, known), self.dotted(value, known)
            if name == self.module:
                self.found.replaced, self.found.computed = home, not home
            elif name and home:
                self.found.maps[name] = home
        elif _is_namespace(on):
            self._bind(key, value, known)

    def _bind(self, key: ast.expr, value: ast.expr, known: Mapping[str, str]) -> None:
        name, home = self.text(key, known), self.dotted(value, known)
        if name and home:
            self.found.imported.setdefault(name, set()).add(home)
        elif name:
            self.found.defined.add(name)
        else:
            self._taken_over(value, known)

    def _taken_over(self, value: ast.expr, known: Mapping[str, str]) -> None:
        """Take what comes from one module, whatever it is called there, for a star import."""
        homes = set(_sources(value, lambda node: self.dotted(node, known)))
        if len(homes) == 1 and "" not in homes:
            self.found.stars += homes
        else:
            self.found.computed = True


def called(node: ast.expr) -> str:
    """Return the last part of a name: ``modules`` of ``sys.modules``."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_namespace(node: ast.expr) -> bool:
    """Say whether an expression is ``globals()``, or ``vars()`` or ``locals()`` of the module."""
    if not isinstance(node, ast.Call) or node.args:
        return False
    return called(node.func) in ("globals", "vars", "locals")


def _sources(node: ast.expr, dotted: Callable[[ast.expr], str]) -> Iterator[str]:
    """Yield the modules whose names an expression takes: ``getattr(m, n)``, ``vars(m)``."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and called(part.func) in ("getattr", "vars") and part.args:
            yield dotted(part.args[0])
        elif isinstance(part, ast.Attribute) and part.attr == "__dict__":
            yield dotted(part.value)
