"""What a module's ``__getattr__`` gives (PEP 562): names in a dict, names that are compared, all.

Renamed names, lazy submodules and deprecated aliases are mostly made this way.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from offramp.imports.homes.runtime import RunTime, called


class Lookup:
    """Reads a ``__getattr__``: which names it knows, and what it gives for them.

    Args:
        module: the module that it is of.
        node: the function.
    """

    def __init__(self, module: RunTime, node: ast.FunctionDef) -> None:
        self.module = module
        self.node = node
        self.found = module.found
        self.asked = node.args.args[0].arg if node.args.args else ""
        self.local: dict[str, str] = {}

    def read(self) -> None:
        """Add the names that it knows to the module's maps, or the module that it hands on."""
        nodes = list(ast.walk(self.node))
        for node in nodes:
            self._bind(node)
        homes = {home for node in nodes for home in self._handed_on(node)}
        known = [self._compared(node, homes) for node in nodes if isinstance(node, ast.If)]
        known += [self._table(table, homes) for table in self._tables(nodes)]
        if not any(known) and len(homes) == 1:
            self.found.stars += homes
        elif not any(known):
            self.found.computed = True

    def _bind(self, node: ast.AST) -> None:
        """Note what a statement of the function gives a name to."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                self.local[alias.asname or root] = alias.name if alias.asname else root
        elif isinstance(node, ast.ImportFrom):
            base = self.module.base(node)
            self.local.update({a.asname or a.name: f"{base}.{a.name}" for a in node.names})
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            self.local[node.targets[0].id] = self.module.dotted(node.value, self.local)

    def _handed_on(self, node: ast.AST) -> Iterator[str]:
        """Yield the module of a ``getattr(module, …)``."""
        if isinstance(node, ast.Call) and called(node.func) == "getattr" and node.args:
            home = self.module.dotted(node.args[0], self.local)
            if home:
                yield home

    def _compared(self, node: ast.If, homes: set[str]) -> bool:
        """Read ``if name == "x": return …`` and ``if name in ("x", "y"): …``."""
        test = node.test
        if not (isinstance(test, ast.Compare) and self._is_asked(test.left)):
            return False
        if not isinstance(test.ops[0], (ast.Eq, ast.In)):
            return False
        values = test.comparators[0]
        if isinstance(values, ast.Name):
            values = self.module.values.get(values.id, values)
        elements = values.elts if isinstance(values, (ast.Tuple, ast.List, ast.Set)) else [values]
        names = [e.value for e in elements if isinstance(e, ast.Constant)]
        for name in (n for n in names if isinstance(n, str)):
            known = {**self.local, self.asked: name}
            returned = (
                n.value for part in node.body for n in ast.walk(part) if isinstance(n, ast.Return)
            )
            given = {home for value in returned if (home := self.module.dotted(value, known))}
            if not given and len(homes) == 1:
                given = {f"{home}.{name}" for home in homes}
            self.found.looked_up.add(name)
            if len(given) == 1:
                self.found.maps[name] = given.pop()
        return bool(names)

    def _tables(self, nodes: Iterable[ast.AST]) -> Iterator[ast.Dict]:
        """Yield the literal dicts in which the name is looked up."""
        for node in nodes:
            table = None
            if isinstance(node, ast.Subscript) and self._is_asked(node.slice):
                table = self.module.table(node.value)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                looks = node.func.attr in ("get", "pop") and node.args
                if looks and self._is_asked(node.args[0]):
                    table = self.module.table(node.func.value)
            if table is not None:
                yield table

    def _table(self, table: ast.Dict, homes: set[str]) -> bool:
        for key, value in zip(table.keys, table.values, strict=True):
            name = self.module.text(key, {})
            if not name.isidentifier():
                continue
            self.found.looked_up.add(name)
            written = self.module.text(value, {})
            home = self.module.dotted(value, self.local)
            if home:
                self.found.maps[name] = home
            elif written.isidentifier() and len(homes) == 1:
                self.found.maps[name] = f"{next(iter(homes))}.{written}"
        return True

    def _is_asked(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and node.id == self.asked
