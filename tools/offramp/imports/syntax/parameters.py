"""The parameters of functions, in text that no parser accepts: names that hide a module there."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import islice

from offramp.imports.syntax.lexing import Token

_NEVER = sys.maxsize


def parameters(tokens: Sequence[Token]) -> dict[str, list[tuple[int, int]]]:
    """Return the parameters of all functions, each with the offsets between which it is one.

    A function ends where a line begins that is indented no more than its ``def``; a ``lambda``
    with its line.

    Args:
        tokens: the tokens of the text.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for i, token in enumerate(tokens):
        if token.kind == "name" and token.text in {"def", "lambda"}:
            names, at = _names(tokens, i + 1 if token.text == "lambda" else i + 3)
            end = _line_end(tokens, at) if token.text == "lambda" else _block_end(tokens, at, i)
            for name in names if at < len(tokens) else ():
                found.setdefault(name, []).append((tokens[at].end, end))
    return found


def _names(tokens: Sequence[Token], at: int) -> tuple[list[str], int]:
    """Return the names of a parameter list, and the index of the token that ends it."""
    names, depth, expected = [], 0, True
    while at < len(tokens):
        token = tokens[at]
        if token.text in {")", ":"} and depth == 0:
            break
        depth += (token.text in {"(", "[", "{"}) - (token.text in {")", "]", "}"})
        if token.kind == "name" and expected and depth == 0:
            names.append(token.text)
        # After a comma, and the stars of ``*args``, comes a name; else a default or a type.
        expected = depth == 0 and (
            token.text in {",", "*"} or (expected and token.kind in {"newline", "comment"})
        )
        at += 1
    return names, at


def _line_end(tokens: Sequence[Token], at: int) -> int:
    return next((t.start for t in islice(tokens, at, None) if t.kind == "newline"), _NEVER)


def _block_end(tokens: Sequence[Token], at: int, head: int) -> int:
    """Return the offset at which the block ends whose ``def`` is the token ``head``."""
    indent = _column(tokens, head)
    line_begins = False
    for i in range(at, len(tokens)):
        if tokens[i].kind == "newline":
            line_begins = True
        elif line_begins and tokens[i].kind != "comment":
            if _column(tokens, i) <= indent:
                return tokens[i].start
            line_begins = False
    return _NEVER


def _column(tokens: Sequence[Token], i: int) -> int:
    """Return how far the first token of the line is from the end of the line before."""
    while i and tokens[i - 1].kind != "newline":
        i -= 1
    return tokens[i].start - (tokens[i - 1].end if i else 0)
