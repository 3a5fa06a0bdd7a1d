"""Strings of a module: which ones name the layer, hold code, or only speak of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import Any

from offramp.imports.fragment import FragmentPlaces, Piece
from offramp.imports.mentions import Form, Mention, Mentions
from offramp.imports.model import Kind
from offramp.imports.places import Places
from offramp.imports.syntax.calls import Calls
from offramp.imports.syntax.folding import HOLE, holds_text, quotients
from offramp.imports.syntax.literals import Written
from offramp.imports.syntax.scopes import Scope
from offramp.imports.syntax.values import Values
from offramp.imports.syntax.walk import Use
from offramp.imports.text.pickles import pickled_names

ReadCode = Callable[[list[Piece], Kind, Scope | None], bool]
"""Reads pieces of code, which see the names of a scope, and returns whether they parsed."""

_EXAMPLE = re.compile(r"^[ \t]*(?:>>>|\.\.\.)(?: (?P<code>.*))?$", re.MULTILINE)
_IMPORT = re.compile(r"(?:^|[;\n])[ \t]*(?:from|import)[ \t]+[\w.]")
_KINDS = {Form.ENTRY: Kind.ENTRY_POINT, Form.OPTION: Kind.COMMAND}
_NOTES = {Form.PATH: "a path", Form.PROSE: "prose"}
_COMPUTED = "x0computed"  # an identifier in the place of a part that is not known
_FIXED = re.compile(r"[\w.:]*")


class Strings:
    """Records what the strings of a module refer to.

    Args:
        mentions: finds names in text.
        values: follows expressions.
        calls: what the calls around the strings say of them.
        places: what to record in.
        read_code: reads code that stands in a string.
        read_examples: reads the examples of a docstring.
    """

    def __init__(
        self,
        mentions: Mentions,
        values: Values,
        calls: Calls,
        places: Places,
        read_code: ReadCode,
        read_examples: Callable[[list[Piece]], None],
    ) -> None:
        self._mentions = mentions
        self._values = values
        self._calls = calls
        self._places = places
        self._read_code = read_code
        self._read_examples = read_examples

    def record(self, use: Use, *, annotation: bool = False, option: str = "") -> None:
        """Record a string constant, an f-string or a concatenation.

        Args:
            use: the node.
            annotation: it stands in an annotation, so it is an expression (PEP 563, PEP 484).
            option: the list element before it, such as ``-m`` or ``-c``.
        """
        node = use.node
        if id(node) in self._calls.done:
            return
        if not isinstance(node, ast.Constant):
            self._composed(use)
        elif isinstance(node.value, str):
            self._constant(use, node.value, annotation=annotation, option=option)
        elif isinstance(node.value, bytes):
            self._pickled(node, node.value)

    def _constant(self, use: Use, text: str, *, annotation: bool, option: str) -> None:
        node: ast.Constant = use.node
        importing = id(node) in self._calls.importing
        certain = (annotation and _parsed(text) is not None) or importing
        found = list(self._mentions.find(text, certain=importing or option in {"-m", "-p"}))
        bare = text in self._places.targets.words
        if bare and (importing or option in {"-m", "-p"}):
            self._named(node, text, 0, Kind.COMMAND if option else Kind.STRING)
        if annotation or id(node) in self._calls.code:
            self._in_scope(use, text)
        executed, read = id(node) in self._calls.code or option == "-c", False
        if (executed and self._may_name(text)) or (found and _IMPORT.search(text)):
            kind = Kind.COMMAND if option == "-c" else Kind.DYNAMIC_IMPORT
            seen = use.where.scope if id(node) in self._calls.code else None
            kind = kind if executed else Kind.STRING
            read = self._read_code(self._pieces(node, text), kind, seen)
        if read:
            return
        for mention in found:
            self._mention(node, mention, certain=certain, option=option)

    def _in_scope(self, use: Use, text: str) -> None:
        """Record chains of code that sees the names around its string (PEP 563, ``eval``)."""
        if not self._may_name(text):
            return
        code = text.lstrip()
        pieces = self._pieces(use.node, code, len(text) - len(code))
        inner = FragmentPlaces(self._places, pieces, Kind.STRING)
        tree = _parsed(code)
        if tree is None:
            return
        nodes = list(ast.walk(tree))
        parts = {id(n.value) for n in nodes if isinstance(n, ast.Attribute)}
        own = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        own |= {n.arg for n in nodes if isinstance(n, ast.arg)}
        for node in nodes:
            if isinstance(node, ast.Attribute) and id(node) not in parts:
                self._chain(node, own, use, inner)

    def _chain(self, node: ast.Attribute, own: set[str], use: Use, inner: FragmentPlaces) -> None:
        name, _, attributes = ast.unparse(node).partition(".")
        if not name.isidentifier() or name in own:
            return
        base = ast.copy_location(ast.Name(name, ast.Load()), use.node)
        bindings = self._values.bindings(base, use.where)
        if bindings is None and not use.where.scope.starred:
            return
        for root in self._values.dotted(base, use.where):
            match = self._places.targets.match(f"{root}.{attributes}")
            # An import that binds the layer under another name is itself the reference.
            bound = self._places.targets.match(root)
            imported = bound is not None and root != name and bindings is not None
            if match is None or match.target.indirect or imported:
                continue
            start = inner.source.offset(node.lineno, node.col_offset)
            end = inner.source.offset(node.end_lineno or 1, node.end_col_offset or 0)
            exact = root == name
            inner.add(Kind.STRING, start, end, match.legacy, exact=exact)

    def _may_name(self, text: str) -> bool:
        return any(
            last in text and (not beside or any(word in text for word in beside))
            for last, beside in self._places.targets.hints.items()
        )

    def _mention(self, node: ast.Constant, mention: Mention, *, certain: bool, option: str) -> None:
        kind = Kind.COMMAND if option == "-m" else _KINDS.get(mention.form, Kind.STRING)
        counts = mention.form not in _NOTES or (certain and mention.form is not Form.PATH)
        note = "" if counts else _NOTES.get(mention.form, "")
        self._named(node, mention.dotted, mention.start, kind, counts=counts, note=note)

    def _named(self, node: ast.Constant, dotted: str, index: int, kind: Kind, **more: Any) -> None:
        written = dotted
        if more.get("note") == "a path":
            written = str(node.value)[index : index + len(dotted)]
        start, end, exact = Written(self._places.source, node).find(written, index)
        legacy = self._places.targets.match(dotted)
        if legacy is not None:
            self._places.add(kind, start, end, legacy.legacy, exact=exact, **more)

    def _pieces(self, node: ast.Constant, text: str, index: int = 0) -> list[Piece]:
        """Return the text of a string from an index on; in pieces if its lines end in CR LF."""
        written = Written(self._places.source, node)
        if written.inner is None or "\r" in text:
            return [Piece(text, written.start, exact=False)]
        pieces = []
        for line in text.splitlines(keepends=True) if written.crlf else [text]:
            pieces.append(Piece(line, written.at(index)))
            index += len(line)
        return pieces

    def _pickled(self, node: ast.Constant, data: bytes) -> None:
        for name in pickled_names(data, self._places.targets):
            match = self._places.targets.match(name)
            if match is not None and not match.target.indirect:
                start, end = self._extent(node)
                self._places.add(Kind.PICKLE, start, end, match.legacy, exact=False)

    def _extent(self, node: ast.expr) -> tuple[int, int]:
        source = self._places.source
        end = source.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return source.offset(node.lineno, node.col_offset), end

    # Computed strings ----------------------------------------------------------------------

    def _composed(self, use: Use) -> None:
        node = use.node
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            parts = [p.value for p in quotients(node) if isinstance(p, ast.Constant)]
            self._path(node, [p for p in parts if isinstance(p, str)])
            self._calls.done.update(id(n) for n in ast.walk(node) if isinstance(n, ast.BinOp))
            return
        if isinstance(node, ast.Call) or holds_text(node):
            for text in self._values.texts(node, use.where):
                self._folded(use, text)

    def _written_into(self, node: ast.expr, text: str) -> bool:
        """Record an import or a command that names the layer and has computed parts elsewhere."""
        found = False
        for mention in self._mentions.find(text.replace(HOLE, _COMPUTED)):
            dotted = mention.dotted.partition(_COMPUTED)[0].rstrip(".")
            match = self._places.targets.match(dotted)
            if mention.form not in {Form.CODE, Form.OPTION} or match is None:
                continue
            kind = Kind.COMMAND if mention.form is Form.OPTION else Kind.STRING
            if id(node) in self._calls.code:
                kind = Kind.DYNAMIC_IMPORT
            possible = dotted != mention.dotted or (mention.form is Form.CODE and HOLE in text)
            note = "a part of the name is computed" if possible else ""
            more: dict[str, Any] = {"exact": False, "possible": possible, "note": note}
            self._places.add(kind, *self._extent(node), match.legacy, **more)
            found = True
        if found:
            self._calls.done.update(id(n) for n in ast.walk(node))
        return found

    def _folded(self, use: Use, text: str) -> None:
        node = use.node
        if id(node) in self._calls.code and HOLE not in text:
            if self._may_name(text):
                code = [Piece(text, self._extent(node)[0], exact=False)]
                self._read_code(code, Kind.DYNAMIC_IMPORT, use.where.scope)
            return
        if HOLE in text and self._written_into(node, text):
            return
        constant = text.partition(HOLE)[0]
        match = self._places.targets.match(constant.rstrip(".").replace(":", "."))
        if match is None or match.target.indirect:
            return
        named = constant.rstrip(".").replace(":", ".")
        if match.target.word and all(m.dotted != named for m in self._mentions.find(named)):
            return  # a common word, and no module that lies in it
        if not all(_FIXED.fullmatch(part) for part in text.split(HOLE)):
            return
        start, end = self._extent(node)
        self._places.add(
            Kind.STRING,
            start,
            end,
            match.legacy,
            exact=False,
            possible=HOLE in text,
            note="a part of the name is computed" if HOLE in text else "",
        )
        self._calls.done.update(id(n) for n in ast.walk(node))

    def path_call(self, node: ast.Call) -> None:
        """Record ``os.path.join("a", "compat")`` and ``Path("a", "compat")``."""
        parts = [a.value for a in node.args if isinstance(a, ast.Constant)]
        self._path(node, [p for p in parts if isinstance(p, str)])

    def _path(self, node: ast.expr, parts: list[str]) -> None:
        if len(parts) < 2:
            return
        whole = "/" + "/".join(parts) + "/"
        for target in self._places.targets.direct:
            inside = f"/{target.dotted.replace('.', '/')}"
            if target.word:
                continue
            if inside + "/" in whole or inside + ".py/" in whole:
                start, end = self._extent(node)
                self._places.add(
                    Kind.STRING, start, end, target.legacy, exact=False, counts=False, note="a path"
                )

    # Documentation -------------------------------------------------------------------------

    def docstring(self, node: ast.Constant) -> None:
        """Record a docstring: its examples are code (doctest), the rest is documentation."""
        text = str(node.value)
        if not self._may_name(text):
            return
        pieces = list(self._examples(node, text))
        if pieces:
            self._read_examples(pieces)
        lines = {m.start(): m.end() for m in _EXAMPLE.finditer(text)}
        for mention in self._mentions.find(text):
            if not any(a <= mention.start < b for a, b in lines.items()):
                self._named(node, mention.dotted, mention.start, Kind.DOC, counts=False, note="")

    def _examples(self, node: ast.Constant, text: str) -> Iterator[Piece]:
        written = Written(self._places.source, node)
        exact = written.inner is not None and "\r" not in text
        for match in _EXAMPLE.finditer(text):
            code = match.group("code")
            if code is not None:
                start = written.at(match.start("code")) if exact else written.start
                yield Piece(code, start, exact)
                yield Piece("\n", start, exact=False)


def _parsed(code: str) -> ast.Module | None:
    try:
        return ast.parse(code.lstrip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
