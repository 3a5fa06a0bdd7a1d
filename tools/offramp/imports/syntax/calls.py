"""Calls that import, look up or patch by name."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from offramp.imports.model import Kind
from offramp.imports.places import Places
from offramp.imports.syntax.folding import HOLE
from offramp.imports.syntax.literals import Written
from offramp.imports.syntax.tables import elements, namespace
from offramp.imports.syntax.values import Values, argument
from offramp.imports.syntax.walk import Use
from offramp.imports.targets import Match

IMPORTING = {
    "import_module",
    "__import__",
    "find_spec",
    "find_loader",
    "get_loader",
    "resolve_name",
    "run_module",
    "importorskip",
    "import_string",
    "import_object",
    "load_object",
    "locate",
    "lazy_import",
    "import_from_string",
    "import_dotted_path",
    "import_by_path",
    "ensure_python_module",
}
"""Functions whose first argument is the dotted name of what they import."""

NAMING = {"patch", "setattr", "delattr", "files", "spy"}
"""Functions whose argument is often a dotted name: of what they patch or read."""

_LISTING = {"packages", "py_modules"}
"""What ``setup`` of setuptools is given names of modules as."""

_ATTACHING = {"attach", "attach_stub"}  # lazy_loader: a package and its submodules
LOOKING = {"getattr", "hasattr", "setattr", "delattr", "getattr_static"}
"""Functions that look a member up by its name."""

_MEMBER = {*LOOKING, "object", "spy"}
_MAPPING = {"get", "pop", "setdefault"}
_PATCHING = {"setitem", "delitem", "dict"}  # of pytest's monkeypatch and of unittest.mock
_METHODS = {"__getattribute__", "__getattr__", "__setattr__", "__delattr__"}
EXECUTING = {"exec", "eval", "compile", "run_code", "runcode", "runsource", "dedent", "timeit"}
"""Functions whose argument is code."""


def function_name(node: ast.expr) -> str:
    """Return the last part of what is called, as it is written."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


class Calls:
    """Records dynamic imports and lookups by name.

    Args:
        values: follows expressions.
        places: what to record in.

    Attributes:
        importing: ids of the nodes that are names of modules because of the call around them.
        done: ids of the nodes that need not be looked at again.
        code: ids of the constants that a call executes.
    """

    def __init__(self, values: Values, places: Places) -> None:
        self._values = values
        self._places = places
        self.importing: set[int] = set()
        self.done: set[int] = set()
        self.code: set[int] = set()

    def record(self, use: Use) -> None:
        """Record what a call names."""
        node: ast.Call = use.node
        names = {function_name(node.func)}
        if isinstance(node.func, ast.Name) and self._values.bindings(node.func, use.where):
            names.update(n.rpartition(".")[2] for n in self._values.dotted(node.func, use.where))
        if names & IMPORTING and (node.args or node.keywords):
            self._importing(use)
        elif names & NAMING and node.args:
            self.importing.update(id(n) for n in ast.walk(node.args[0]))
        elif "setup" in names:
            listed = (k.value for k in node.keywords if k.arg in _LISTING)
            self.importing.update(id(n) for value in listed for n in ast.walk(value))
        elif isinstance(node.func, ast.Attribute) and node.func.attr in _MAPPING | _PATCHING:
            self._of_loaded(node, node.func, use)
        if names & EXECUTING:
            self.code.update(id(a) for a in (*node.args, *(k.value for k in node.keywords)))
        for owner, member in _looked_up(node, names, self._getter(node.func, use)):
            self.member(owner, member, use)
        if names & _ATTACHING and node.args:
            self._attached(use)

    def _of_loaded(self, node: ast.Call, function: ast.Attribute, use: Use) -> None:
        """Take note of names that are looked up or patched in ``sys.modules``."""
        given = [function.value, *node.args] if function.attr in _MAPPING else node.args
        if len(given) > 1 and self._loaded(given[0], use):
            keys = given[1].keys if isinstance(given[1], ast.Dict) else given[1:2]
            self.importing.update(map(id, keys))

    def _loaded(self, node: ast.expr, use: Use) -> bool:
        """Whether an expression is ``sys.modules``, or its name."""
        named = isinstance(node, ast.Constant) and node.value == "sys.modules"
        return named or "sys.modules" in self._values.dotted(node, use.where)

    def _importing(self, use: Use) -> None:
        node: ast.Call = use.node
        first = node.args[0] if node.args else node.keywords[0].value
        self.importing.update(id(n) for n in ast.walk(first))
        for name in self._imported(use):
            constant = name.partition(HOLE)[0]
            if HOLE in name:
                self._possible(use, first, constant, name)
                continue
            match = self._places.targets.match(constant.replace(":", "."))
            if match is not None:
                self._add(Kind.DYNAMIC_IMPORT, first, match, use)
                self.done.update(id(n) for n in ast.walk(first))

    def _imported(self, use: Use) -> Iterable[str]:
        node: ast.Call = use.node
        names = self._values.imported(node, use.where)
        taken = argument(node, 3, "fromlist")
        yield from names
        names = [n for n in names if self._places.targets.match(n) is None]
        if function_name(node.func) == "__import__" and isinstance(taken, (ast.List, ast.Tuple)):
            for element in taken.elts:
                for member in self._values.texts(element, use.where):
                    yield from (f"{name}.{member}" for name in names if HOLE not in member)

    def _possible(self, use: Use, first: ast.expr, constant: str, name: str) -> None:
        """Record a computed name whose constant part names the layer, or may lead to it."""
        start, end, _ = self._argument(first)
        match = self._places.targets.match(constant.rstrip("."))
        if match is not None:
            self._places.add(
                Kind.DYNAMIC_IMPORT,
                start,
                end,
                match.legacy,
                exact=False,
                possible=True,
                swallowed=use.where.swallowed,
                note="a part of the name is computed",
            )
            self.done.update(id(n) for n in ast.walk(first))
            return
        for target in self._places.targets.direct:
            above = target.parent and constant == target.parent + "."
            below = target.parent and name == f"{HOLE}.{target.last}"
            if above or below:
                self._places.add(
                    Kind.DYNAMIC_IMPORT,
                    start,
                    end,
                    target.legacy,
                    exact=False,
                    counts=False,
                    possible=True,
                    note="a computed name that may be this one",
                )

    def _getter(self, function: ast.expr, use: Use) -> ast.expr:
        """Return what made the function that is called, where a name stands for it."""
        if isinstance(function, ast.Name):
            for binding in self._values.bindings(function, use.where) or ():
                if isinstance(binding.value, ast.Call):
                    return binding.value
        return function

    def subscript(self, use: Use) -> None:
        """Record ``vars(a)["compat"]`` and ``a.__dict__["compat"]``; note ``sys.modules["a"]``."""
        node: ast.Subscript = use.node
        if self._loaded(node.value, use):
            self.importing.add(id(node.slice))
        owner = namespace(node.value)
        if owner is not None:
            self.member(owner, node.slice, use)

    def member(self, owner: ast.expr, member: ast.expr, use: Use) -> None:
        """Record ``getattr(a, "compat")`` and its kin.

        Args:
            owner: what has the member.
            member: the expression for its name.
            use: what looks it up, and where that stands.
        """
        for base in self._values.dotted(owner, use.where):
            if self._places.targets.match(base) is not None:
                return
            for name in self._values.texts(member, use.where):
                match = self._places.targets.match(f"{base}.{name}")
                if match is not None:
                    way = f"by way of {match.target.dotted}" if match.target.indirect else ""
                    self._add(Kind.ATTRIBUTE, member, match, use, note=way)

    def _attached(self, use: Use) -> None:
        """Record ``attach(__name__, submodules=["compat"], submod_attrs={"compat": [...]})``."""
        node: ast.Call = use.node
        listed = [argument(node, 1, "submodules"), argument(node, 2, "submod_attrs")]
        found = (e for given in listed if given for e in elements(given, use.where))
        for element, where in found:
            for base in self._values.texts(node.args[0], use.where):
                for name in self._values.texts(element, where):
                    match = self._places.targets.match(f"{base}.{name}")
                    if match is not None and not match.target.indirect:
                        start, end, _ = self._argument(element)
                        kind = Kind.DYNAMIC_IMPORT
                        self._places.add(kind, start, end, match.legacy, exact=False)

    def _add(self, kind: Kind, node: ast.expr, match: Match, use: Use, note: str = "") -> None:
        start, end, exact = self._argument(node)
        self._places.add(
            kind,
            start,
            end,
            match.legacy,
            exact=exact and not match.target.indirect,
            swallowed=use.where.swallowed,
            note=note,
        )

    def _argument(self, node: ast.expr) -> tuple[int, int, bool]:
        """Return where a name is written: inside the literal if it is one, else the expression."""
        source = self._places.source
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            written = Written(source, node)
            # A relative or colon form is written in another way than the name that it gives.
            return (
                written.find(node.value, 0) if node.value else (written.start, written.end, False)
            )
        start = source.offset(node.lineno, node.col_offset)
        end = source.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return start, end, False


def _looked_up(
    node: ast.Call, names: set[str], function: ast.expr
) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what a call looks members up in, each with the expression for the member's name.

    Args:
        node: the call.
        names: what the function is called.
        function: what is called.
    """
    args = node.args
    owner = argument(node, 0, "target")
    if names & _MEMBER and owner is not None:
        member = argument(node, 1, "attribute") or argument(node, 1, "name")
        if member is not None:
            yield owner, member
    elif "multiple" in names and owner is not None:
        for keyword in node.keywords:
            if keyword.arg:
                yield owner, ast.copy_location(ast.Constant(keyword.arg), keyword)
    elif isinstance(function, ast.Call) and function_name(function.func) == "attrgetter":
        yield from ((args[0], member) for member in function.args if args)
    elif isinstance(function, ast.Attribute) and args:
        mapped = namespace(function.value)
        if function.attr in _MAPPING and mapped is not None:
            yield mapped, args[0]
        elif function.attr in _METHODS:
            inner = len(args) > 1 and function_name(function.value) in {"object", "type", "super"}
            yield (args[0], args[1]) if inner else (function.value, args[0])
