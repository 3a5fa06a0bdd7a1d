r"""Read regular expressions as JSON Schema has them: ECMA-262 with the ``u`` flag.

Python's own parser does not know ``\p{L}``, and takes some other signs in another way. What is
read here is a tree of tuples, each beginning with its kind:

    ("chars", ranges)            one character of a set
    ("all", [nodes])             one after another
    ("any", [nodes])             one of several
    ("repeat", node, low, high)  high is None where there is no limit
    ("start",)  ("end",)         the ends of the text
    ("look", negative, node)     what follows must, or must not, begin with a match
"""

from __future__ import annotations

import re
from typing import Any

from offramp.contract.patterns import charsets
from offramp.contract.patterns.charsets import Ranges

Node = tuple[Any, ...]

_COUNT = re.compile(r"\{(\d+)(,(\d*))?\}")
_CLASSES: dict[str, Ranges] = {
    "d": charsets.DIGIT,
    "w": charsets.WORD,
    "s": charsets.SPACE,
    "D": charsets.others(charsets.DIGIT),
    "W": charsets.others(charsets.WORD),
    "S": charsets.others(charsets.SPACE),
}
_CONTROLS = {"t": 0x09, "n": 0x0A, "v": 0x0B, "f": 0x0C, "r": 0x0D, "0": 0}
_DEEPEST = 60


class Unknown(Exception):
    """The pattern has something that is not understood, or is too large."""


def parse(pattern: str) -> Node:
    """Read a pattern.

    Raises:
        Unknown: it is no pattern, or has what is not regular: back-references, look-behind,
            word boundaries, flags.
    """
    reader = _Reader(pattern)
    node = reader.alternatives(0)
    if reader.at < len(pattern):
        raise Unknown
    return node


class _Reader:
    """Reads one pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self.at = 0

    def _peek(self) -> str:
        return self._text[self.at : self.at + 1]

    def _take(self, text: str) -> bool:
        if self._text.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def _next(self) -> str:
        char = self._peek()
        if not char:
            raise Unknown
        self.at += 1
        return char

    def alternatives(self, depth: int) -> Node:
        """Read up to a closing parenthesis or the end."""
        if depth > _DEEPEST:
            raise Unknown
        found = [self._sequence(depth)]
        while self._take("|"):
            found.append(self._sequence(depth))
        return found[0] if len(found) == 1 else ("any", found)

    def _sequence(self, depth: int) -> Node:
        found = []
        while self._peek() not in ("", "|", ")"):
            found.append(self._quantified(self._atom(depth)))
        return found[0] if len(found) == 1 else ("all", found)

    def _quantified(self, node: Node) -> Node:
        counted = _COUNT.match(self._text, self.at)
        if counted:
            self.at = counted.end()
            low = int(counted[1])
            high = low if counted[2] is None else int(counted[3]) if counted[3] else None
            if high is not None and high < low:
                raise Unknown
        elif self._peek() and self._peek() in "*+?":
            low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}[self._next()]
        else:
            return node
        self._take("?")  # a lazy repetition matches the same strings
        if node[0] in ("start", "end", "look") or (self._peek() and self._peek() in "*+?"):
            raise Unknown
        return ("repeat", node, low, high)

    def _atom(self, depth: int) -> Node:
        char = self._next()
        if char == "(":
            return self._group(depth)
        if char == "[":
            return ("chars", self._class())
        if char == ".":
            return ("chars", charsets.others(charsets.LINE_ENDS))
        if char in "^$":
            return ("start",) if char == "^" else ("end",)
        if char == "\\":
            return self._escape_or_anchor()
        if char in "*+?{":
            raise Unknown
        return ("chars", ((ord(char), ord(char)),))

    def _group(self, depth: int) -> Node:
        node: Node
        if self._take("?="):
            node = ("look", False, self.alternatives(depth + 1))
        elif self._take("?!"):
            node = ("look", True, self.alternatives(depth + 1))
        else:
            if self._peek() == "?" and not self._take("?:"):
                named = re.compile(r"\?P?<[A-Za-z_]\w*>").match(self._text, self.at)
                if not named:
                    raise Unknown
                self.at = named.end()
            node = self.alternatives(depth + 1)
        if not self._take(")"):
            raise Unknown
        return node

    def _escape_or_anchor(self) -> Node:
        if self._take("A"):
            return ("start",)
        if self._take("z"):
            return ("end",)
        return ("chars", self._escape(inside=False))

    def _escape(self, *, inside: bool) -> Ranges:
        char = self._next()
        if char in _CLASSES:
            return _CLASSES[char]
        if char in "pP":
            return self._property(negated=char == "P")
        if char in _CONTROLS and not (char == "0" and self._peek().isdigit()):
            code = _CONTROLS[char]
        elif char == "x":
            code = self._hexadecimal(2)
        elif char == "u":
            code = self._unicode()
        elif char == "c" and self._peek().isascii() and self._peek().isalpha():
            code = ord(self._next()) % 32
        elif char.isascii() and not char.isalnum():
            code = ord(char)
        elif char == "b" and inside:
            code = 0x08
        else:
            raise Unknown
        return ((code, code),)

    def _hexadecimal(self, count: int) -> int:
        digits = self._text[self.at : self.at + count]
        if len(digits) < count or not re.fullmatch("[0-9A-Fa-f]+", digits):
            raise Unknown
        self.at += count
        return int(digits, 16)

    def _unicode(self) -> int:
        if self._take("{"):
            end = self._text.find("}", self.at)
            code = self._hexadecimal(end - self.at) if end > self.at else -1
            if not 0 <= code <= charsets.TOP or not self._take("}"):
                raise Unknown
            return code
        code = self._hexadecimal(4)
        if 0xD800 <= code < 0xE000:  # half of a surrogate pair
            raise Unknown
        return code

    def _property(self, *, negated: bool) -> Ranges:
        if self._take("{"):
            end = self._text.find("}", self.at)
            name, self.at = self._text[self.at : end], end + 1
            if end < 0:
                raise Unknown
        else:
            name = self._next()
        ranges = charsets.category(name)
        if ranges is None:
            raise Unknown
        return charsets.others(ranges) if negated else ranges

    def _class(self) -> Ranges:
        negated = self._take("^")
        if self._peek() == "]":  # ECMA-262 has an empty class here, others the sign itself
            raise Unknown
        parts: list[Ranges] = []
        while not self._take("]"):
            low = self._member()
            if self._peek() == "-" and self._text[self.at + 1 : self.at + 2] != "]":
                single = len(low) == 1 and low[0][0] == low[0][1]
                if not single:
                    parts += [low, ((0x2D, 0x2D),)]
                    self.at += 1
                    continue
                self.at += 1
                high = self._member()
                if len(high) != 1 or high[0][0] != high[0][1] or high[0][0] < low[0][0]:
                    raise Unknown
                parts.append(((low[0][0], high[0][0]),))
            else:
                parts.append(low)
        ranges = charsets.union(*parts)
        return charsets.others(ranges) if negated else ranges

    def _member(self) -> Ranges:
        char = self._next()
        return self._escape(inside=True) if char == "\\" else ((ord(char), ord(char)),)
