"""YAML text, built from the parser's events: no recursion, bounded aliases, places for free.

PyYAML's loaders are not used: their composer recurses in C (deep nesting kills the process), keeps
the last of two equal keys, and reads YAML 1.1 (``no`` is false, ``2024-01-01`` a date). OpenAPI
asks for the values of JSON and for string keys (OpenAPI 3.1, section 4.2). Plain scalars are read
by the core schema of YAML 1.2 (section 10.3), which has JSON's values and a few more spellings of
them: ``NO``, ``on``, ``12:30:45``, ``1_000`` and ``2020-01-01`` are strings, ``version: 1.0`` is a
number, ``017`` is seventeen, and a key is the text that is written, so ``200:`` is "200".
"""

from __future__ import annotations

import math
import re
from typing import Any

import yaml

from offramp.errors import DocumentError

MAX_DEPTH = 250
MAX_NODES = 4_000_000
_DIGITS = 300
"""An integer of more digits is read as a double at once: Python is slow with long ones."""
_DOUBLES = 2**1024
_TEXT = 16
"""So many characters that an alias repeats count as one value more."""

_INT = re.compile(r"[-+]?[0-9]+\Z")
_BASED = re.compile(r"0(o[0-7]+|x[0-9a-fA-F]+)\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\Z")
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS.update({"true": True, "True": True, "TRUE": True})  # type: ignore[dict-item]
_WORDS.update({"false": False, "False": False, "FALSE": False})  # type: ignore[dict-item]
_CORE = "tag:yaml.org,2002:"
_SCALAR_TAGS: dict[str, tuple[type, ...]] = {
    _CORE + "str": (str,),
    _CORE + "int": (int,),
    _CORE + "float": (int, float),
    _CORE + "bool": (bool,),
    _CORE + "null": (type(None),),
}


class _Frame:
    """A mapping or sequence that is being read."""

    __slots__ = ("anchor", "key", "keys", "merges", "node", "size", "value")

    def __init__(self, value: Any, node: Node, anchor: str | None) -> None:
        self.value = value
        self.node = node
        self.anchor = anchor
        self.key: str | None = None
        self.keys: dict[str, int] = {}
        self.merges: list[tuple[dict[str, Any], Node]] = []
        self.size = 1


class Node:
    """Where a value stands: line and column (0-based as the parser counts), and its children."""

    __slots__ = ("children", "column", "line")

    def __init__(self, line: int, column: int) -> None:
        self.line = line
        self.column = column
        self.children: dict[str, Node] = {}


class Reader:
    """Reads one YAML document.

    Args:
        text: the document.
        name: what it is called in errors.
    """

    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Any, int, Node]] = {}
        self._total = 0
        self._root: tuple[Any, Node] | None = None

    def read(self) -> tuple[Any, Node]:
        """Return the value and the places of its parts.

        Raises:
            DocumentError: not YAML, or more than it may be.
        """
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            for event in yaml.parse(self._text, Loader=loader):
                self._take(event)
        except yaml.YAMLError as error:
            found = getattr(error, "problem", None) or str(error).splitlines()[0]
            raise DocumentError(
                "not readable as YAML", found=found, where=f"{self._name}{self._line_of(error)}"
            ) from error
        if self._root is None:
            raise DocumentError("the file is empty", expected="OpenAPI", where=self._name)
        return self._root

    def _line_of(self, error: yaml.YAMLError) -> str:
        mark = getattr(error, "problem_mark", None)
        if mark is not None:
            return f":{mark.line + 1}"
        # a character that YAML does not have is told by its offset alone, in bytes from C
        offset = getattr(error, "position", None)
        if not isinstance(offset, int):
            return ""
        return f":{self._text.encode()[:offset].count(10) + 1}"

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open({}, event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open([], event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close()
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise self._refuse("an alias has no anchor before it", event, f"*{event.anchor}")
            self._add(*self._anchors[event.anchor], event)
        elif isinstance(event, yaml.DocumentStartEvent) and self._root is not None:
            raise self._refuse("more than one YAML document", event)

    def _scalar(self, event: Any) -> None:
        frame = self._stack[-1] if self._stack else None
        node = Node(event.start_mark.line, event.start_mark.column)
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            self._name_member(frame, event, node)
            return
        value = self._resolve(event)
        size = 1 + len(event.value) // _TEXT
        if event.anchor:
            self._anchors[event.anchor] = (value, size, node)
        self._add(value, size, node, None)

    def _name_member(self, frame: _Frame, event: Any, node: Node) -> None:
        key = event.value
        if key in frame.keys:
            raise DocumentError(
                f"the key {key!r} is given twice in one mapping",
                expected="keys that are unique in their mapping (YAML 1.2, section 3.2.1.1)",
                found=f"lines {frame.keys[key] + 1} and {node.line + 1}",
                where=f"{self._name}:{node.line + 1}",
                next="remove one of the two",
            )
        size = len(key) // _TEXT
        frame.size += size
        if event.anchor:
            self._anchors[event.anchor] = (key, 1 + size, node)
        frame.key = key
        if key != "<<" or not event.implicit[0]:
            frame.keys[key] = node.line
        frame.node.children[key] = node

    def _open(self, value: Any, event: Any) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise self._refuse(f"nested more than {MAX_DEPTH} levels deep", event)
        kind = "map" if isinstance(value, dict) else "seq"
        if event.tag and event.tag not in ("!", _CORE + kind):
            raise self._refuse("a tag that OpenAPI does not know", event, event.tag)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            raise self._refuse("a key that is not a string", event)
        node = Node(event.start_mark.line, event.start_mark.column)
        self._stack.append(_Frame(value, node, event.anchor))

    def _close(self) -> None:
        frame = self._stack.pop()
        for merged, node in frame.merges:
            for key, value in merged.items():
                if key not in frame.value:
                    frame.value[key] = value
                    frame.node.children[key] = node.children.get(key, node)
        if frame.anchor:
            self._anchors[frame.anchor] = (frame.value, frame.size, frame.node)
        self._add(frame.value, frame.size, frame.node, None)

    def _add(self, value: Any, size: int, node: Node, event: Any) -> None:
        self._total += size if event is not None else 1
        if self._total > MAX_NODES:
            raise DocumentError(
                f"more than {MAX_NODES} values, aliases counted as what they stand for",
                where=f"{self._name}:{node.line + 1}",
                next="write the document without aliases that multiply",
            )
        if not self._stack:
            self._root = (value, node)
            return
        frame = self._stack[-1]
        frame.size += size
        if isinstance(frame.value, list):
            frame.node.children[str(len(frame.value))] = node
            frame.value.append(value)
        elif frame.key is None:
            self._alias_as_key(frame, value, node, event)
        elif frame.key == "<<" and "<<" not in frame.keys:
            self._merge(frame, value, node)
        else:
            frame.value[frame.key] = value
            frame.node.children[frame.key].children = node.children
            frame.key = None

    def _alias_as_key(self, frame: _Frame, value: Any, node: Node, event: Any) -> None:
        if not isinstance(value, str) or value in frame.keys:
            raise self._refuse("an alias as a key", event)
        frame.key = value
        frame.keys[value] = event.start_mark.line
        frame.node.children[value] = node

    def _merge(self, frame: _Frame, value: Any, node: Node) -> None:
        if isinstance(value, list):
            merged = [(each, node.children[str(index)]) for index, each in enumerate(value)]
        else:
            merged = [(value, node)]
        if not all(isinstance(each, dict) for each, _ in merged):
            raise DocumentError(
                "a merge key (<<) without a mapping", where=f"{self._name}:{node.line + 1}"
            )
        frame.merges.extend(merged)
        frame.key = None

    def _resolve(self, event: Any) -> Any:
        """Read a scalar: by its tag, else as a string if it is quoted, else by how it looks."""
        tag = None if event.tag in (None, "!") else event.tag
        if tag is not None and tag not in _SCALAR_TAGS:
            raise self._refuse("a tag that OpenAPI does not know", event, tag)
        plain = event.implicit[0] and event.style in (None, "")
        if tag == _CORE + "str" or (tag is None and not plain):
            return event.value
        value = self._plain(event)
        if tag is not None and type(value) not in _SCALAR_TAGS[tag]:
            found = f"{tag} {event.value[:40]!r}"
            raise self._refuse("a value that is not what its tag says", event, found)
        return value

    def _plain(self, event: Any) -> Any:
        text: str = event.value
        if text in _WORDS:
            return _WORDS[text]
        if _NOT_FINITE.match(text):
            raise self._refuse("a number that JSON does not have", event, text)
        number: float
        if _BASED.match(text):
            number = int(text[2:], 8 if text[1] == "o" else 16)
        elif _INT.match(text) and len(text) <= _DIGITS:
            number = int(text)
        elif _FLOAT.match(text):
            number = float(text)
        else:
            return text
        # as the JSON parser: what 64 bits do not hold is read as the nearest double (RFC 8259, 6)
        if isinstance(number, int) and not -(2**63) <= number < 2**64:
            number = float(number) if abs(number) < _DOUBLES else math.inf
        if math.isinf(number):
            raise self._refuse("a number that is not finite", event, text[:40])
        return number

    def _refuse(self, what: str, event: Any, found: str | None = None) -> DocumentError:
        line = event.start_mark.line + 1
        return DocumentError(what, found=found, where=f"{self._name}:{line}")
