"""Code that stands in a module's strings and comments, as nodes that say where they stand.

A quoted annotation (PEP 484, PEP 563), a type comment, the argument of ``eval`` or ``exec`` and
the examples of a docstring (doctest) see the names of the module around them. An import that
changes must take them along, so they are read like the rest of the module.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from offramp.imports.rewriting.uses import walk
from offramp.imports.source import Source
from offramp.imports.syntax.calls import EXECUTING, function_name
from offramp.imports.syntax.comments import comments
from offramp.imports.syntax.literals import Written

_TYPING = {"cast", "TypeVar", "ForwardRef", "NewType", "assert_type"}
_BUILTINS = {"list", "dict", "set", "frozenset", "tuple", "type"}
_PROMPT = re.compile(r"[ \t]*>>> ?")
_MORE = re.compile(r"[ \t]*\.\.\.(?: |$)")
_TYPE = re.compile(r"#\s*type:\s*(?!ignore\b)(?=\S)")


class _Line(NamedTuple):
    """A line of inner code and the offset in the file at which it begins."""

    text: str
    start: int


def inner_code(nodes: Sequence[ast.AST], source: Source, words: Iterable[str]) -> list[ast.AST]:
    """Return the nodes of the code in a module's strings and comments, at their places.

    Args:
        nodes: every node of the module.
        source: its text.
        words: names of which a string must hold one to be read at all.
    """
    words = tuple(words)
    strings = {id(n) for n in nodes if type(n) is ast.Constant and _names_one(n.value, words)}
    found: list[ast.AST] = []
    for node in nodes if strings else ():
        for constant in _expressions(node):
            if id(constant) in strings:
                found += _parsed(_literal(source, constant), source, "expression")
        for constant in _programs(node):
            if id(constant) in strings:
                found += _parsed(_without_margin(_literal(source, constant)), source, "program")
        for constant in _texts([node.value]) if isinstance(node, ast.Expr) else ():
            for example in _examples(_literal(source, constant)) if id(constant) in strings else ():
                found += _parsed(example, source, "program")
    for start, comment in comments(source) if _TYPE.search(source.text) else ():
        kind = _TYPE.match(comment)
        if kind and _names_one(comment, words):
            text = comment[kind.end() :].partition("#")[0]
            found += _parsed([_Line(text, start + kind.end())], source, "type")
    return found


def _names_one(text: object, words: Sequence[str]) -> bool:
    return isinstance(text, str) and any(word in text for word in words)


def _expressions(node: ast.AST) -> Iterator[ast.Constant]:
    """Yield the strings of which a node says that they are types."""
    held: list[ast.expr | None] = []
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        held = [node.returns]
    elif isinstance(node, (ast.arg, ast.AnnAssign)):
        held = [node.annotation]
    elif isinstance(node, ast.Call) and function_name(node.func) in _TYPING:
        held = [*node.args, *(k.value for k in node.keywords)]
    elif isinstance(node, ast.Subscript):
        name = function_name(node.value)
        generic = name in _BUILTINS or (name[:1].isupper() and not name.isupper())
        held = [node.slice] if generic and name != "Literal" else []
    for expression in held:
        yield from _types(expression)


def _types(node: ast.AST | None) -> Iterator[ast.Constant]:
    """Yield the strings of an annotation; what is subscripted in it is asked for by itself."""
    yield from _texts([node])
    if isinstance(node, (ast.BinOp, ast.Tuple, ast.List)):
        for child in ast.iter_child_nodes(node):
            yield from _types(child)


def _programs(node: ast.AST) -> Iterator[ast.Constant]:
    """Yield the strings that a node executes, here or in an interpreter of its own."""
    if isinstance(node, ast.Call) and function_name(node.func) in EXECUTING:
        yield from _texts([*node.args, *(k.value for k in node.keywords)])
    elif isinstance(node, (ast.List, ast.Tuple)):
        for option, value in zip(node.elts, node.elts[1:], strict=False):
            if isinstance(option, ast.Constant) and option.value == "-c":
                yield from _texts([value])


def _texts(nodes: Iterable[ast.AST | None]) -> Iterator[ast.Constant]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node


def _literal(source: Source, node: ast.Constant) -> list[_Line]:
    """Return the lines of a string, none if its text is not written out as it is."""
    written = Written(source, node)
    if written.inner is None:
        return []
    first, _ = source.place(written.inner)
    lines = str(node.value).split("\n")
    starts = [written.inner, *source.starts[first : first + len(lines) - 1]]
    return [_Line(text, start) for text, start in zip(lines, starts, strict=True)]


def _without_margin(lines: list[_Line]) -> list[_Line]:
    """Take the common indent away, as ``textwrap.dedent`` does."""
    margins = [len(x.text) - len(x.text.lstrip(" \t")) for x in lines if x.text.strip()]
    margin = min(margins, default=0)
    return [_Line(x.text[margin:], x.start + margin) for x in lines]


def _examples(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Yield the examples of a docstring: a prompt, and the lines that continue it."""
    example: list[_Line] = []
    for line in lines:
        prompt = _PROMPT.match(line.text)
        found = prompt or (_MORE.match(line.text) if example else None)
        if example and (prompt or not found):
            yield example
            example = []
        if found:
            example.append(_Line(line.text[found.end() :], line.start + found.end()))
    if example:
        yield example


def _parsed(lines: list[_Line], source: Source, kind: str) -> list[ast.AST]:
    """Return the nodes of a piece of code; none where no parser accepts it."""
    if not lines or any(line.text.endswith("\\") for line in lines):
        return []  # a prompt may stand where a statement goes on
    text = "\n".join(line.text for line in lines)
    if kind == "type" and "->" in text:
        return _placed(text, "func_type", lines, source, 0)
    if kind == "program":
        return _placed(text, "exec", lines, source, 0)
    return _placed(f"({text})", "eval", lines, source, 1)  # as an annotation is compiled


def _placed(text: str, mode: str, lines: list[_Line], source: Source, ahead: int) -> list[ast.AST]:
    try:
        tree = ast.parse(text, mode=mode)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    at = []
    for line in lines:
        number, column = source.place(line.start)
        head = source.text[line.start - column : line.start]
        at.append((number, len(head.encode("utf-8", "surrogatepass"))))
    nodes = walk(tree)
    for node in nodes:
        for edge in ("", "end_") if hasattr(node, "lineno") else ():
            inside = getattr(node, f"{edge}lineno") - 1
            number, shift = at[inside]
            moved = getattr(node, f"{edge}col_offset") + shift - (0 if inside else ahead)
            setattr(node, f"{edge}col_offset", moved)
            setattr(node, f"{edge}lineno", number)
    return nodes
