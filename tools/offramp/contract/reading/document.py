"""Load an OpenAPI document: JSON or YAML, version 3.0, 3.1 or 3.2, anything else is refused."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from offramp.contract.documents.members import BUNDLE
from offramp.contract.documents.pointers import keys
from offramp.contract.reading import jsontext
from offramp.contract.reading.collector import without_collector
from offramp.errors import DocumentError

_VERSION = re.compile(r"3\.[012](\.[0-9]+(-[0-9A-Za-z.-]+)?)?\Z")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_BY_ZEROS = {
    (0, 1, 2): "utf-32-be",
    (1, 2, 3): "utf-32-le",
    (0, 2): "utf-16-be",
    (1, 3): "utf-16-le",
}


@dataclass(frozen=True)
class Document:
    """An OpenAPI document with its text, so that places in it can be named.

    Attributes:
        data: the document as plain data.
        version: "3.0", "3.1" or "3.2".
        path: the file, or the name that it was given.
        others: the documents that it refers to and that were allowed, by address.
    """

    data: Mapping[str, Any]
    version: str
    path: Path
    others: Mapping[str, Document] = field(repr=False, default_factory=dict)
    _text: bytes = field(repr=False, default=b"")
    _parsed: jsontext.Parsed | None = field(repr=False, compare=False, default=None)
    _memo: dict[str, Any] = field(repr=False, compare=False, default_factory=dict)

    def position(self, pointer: str) -> tuple[int, int]:
        """Return the line (1-based) and column (0-based, in characters) of a value.

        Args:
            pointer: a JSON Pointer (RFC 6901). Where it leads to nothing, the nearest value
                above it stands in. Where it leads into another document, which it then names,
                the line and column are of that one.
        """
        tokens = keys(pointer)
        if tokens[:1] == [BUNDLE] and tokens[1] in self.others:
            return self.others[tokens[1]].position("/".join(["", *pointer.split("/")[3:]]))
        if self._parsed is not None:
            if "places" not in self._memo:
                from offramp.contract.reading.places import Places

                # of what was read, and not of ``data``: a copy may have other data
                self._memo["places"] = Places(self._text, *self._parsed)
            line, column = self._memo["places"].position(tokens)
            return line, column
        if "tree" not in self._memo:
            from offramp.contract.reading import yamltext

            self._memo["tree"] = yamltext.Reader(self._text.decode(), str(self.path)).read()[1]
        node = self._memo["tree"]
        for token in tokens:
            if token not in node.children:
                break
            node = node.children[token]
        return node.line + 1, node.column


def load(path: Path, *, allow: Sequence[str] = ()) -> Document:
    """Read an OpenAPI document from a file, and what it refers to as far as that is allowed.

    Args:
        path: the file.
        allow: patterns of documents that may be read as well: paths relative to the file's
            folder, and ``https://`` addresses; see `external.Allowed`. A reference to any other
            document is not followed.

    Raises:
        DocumentError: the file cannot be read, or is no OpenAPI document (see `loads`), or a
            document that is listed cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(
            "the document cannot be read", found=error.strerror or str(error), where=str(path)
        ) from error
    document = loads(data, str(path))
    if not allow and path.name.encode() not in data:
        return document
    from offramp.contract.reading.external import read_all

    others = read_all(document, allow, _read)
    if not others:
        return document
    held = {
        address: {"$ref": "#"} if each is document else each.data
        for address, each in others.items()
    }
    whole = {**document.data, BUNDLE: held}
    jsontext.write(whole, str(path))
    return replace(document, data=whole, others=others)


def loads(data: bytes, name: str) -> Document:
    """Read an OpenAPI document from bytes.

    Args:
        data: JSON or YAML; a byte order mark may say that it is UTF-16 or UTF-32.
        name: what the document is called in errors; a file's path.

    Raises:
        DocumentError: not JSON or YAML, deeper than 250 levels, a key given twice, a number that
            JSON does not have, or not OpenAPI 3.0, 3.1 or 3.2 with something in it.
    """
    document = _read(data, name)
    return replace(document, version=check(document.data, name))


def _read(data: bytes, name: str) -> Document:
    """Read any JSON or YAML; its version is not known."""
    text = _as_utf8(data, name)
    if not text or text.isspace():
        raise DocumentError("the document is empty", expected="OpenAPI 3.0 to 3.2", where=name)
    with without_collector():
        value, parsed = _parse(text, name)
    return Document(value, "", Path(name), _text=text, _parsed=parsed)


def _parse(text: bytes, name: str) -> tuple[Any, jsontext.Parsed | None]:
    first = text[:1000].lstrip()[:1]
    if first == b"<":
        raise _not_openapi("markup, as of a page in HTML or of XML", name)
    braced = first in (b"{", b"[")
    yaml = name.endswith((".yaml", ".yml"))
    if name.endswith(".json") or (braced and not yaml):
        parsed = jsontext.parse(text, name)
        return parsed.value, parsed
    if braced:
        try:
            parsed = jsontext.parse(text, name)
        except DocumentError:
            pass  # flow-style YAML also begins with a brace
        else:
            return parsed.value, parsed
    from offramp.contract.reading import yamltext

    value = yamltext.Reader(jsontext.decode(text, name), name).read()[0]
    jsontext.write(value, name)
    return value, None


def _as_utf8(data: bytes, name: str) -> bytes:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :] if encoding == "utf-8" else _recode(data, encoding, name)
    # without a mark the zeros of the first two characters tell, which are ASCII in JSON and YAML
    # (YAML 1.2, section 5.2; RFC 4627, section 3)
    zeros = tuple(index for index, byte in enumerate(data[:4]) if byte == 0)
    return _recode(data, _BY_ZEROS[zeros], name) if zeros in _BY_ZEROS else data


def _recode(data: bytes, encoding: str, name: str) -> bytes:
    try:
        return data.decode(encoding).encode()
    except UnicodeError as error:
        raise DocumentError(
            f"the document is not {encoding.upper()}", found=str(error), where=name
        ) from error


def check(value: Any, name: str) -> str:
    """Return the version of an OpenAPI document: "3.0", "3.1" or "3.2".

    The root object must have ``openapi`` and, in 3.0, ``paths``; since 3.1 one of ``paths``,
    ``components`` and ``webhooks`` (OpenAPI 3.1, section 4.8.1).

    Args:
        value: what was read.
        name: what it is called in errors.

    Raises:
        DocumentError: it is something else; the error says what was found.
    """
    if not isinstance(value, Mapping):
        raise _not_openapi(f"{_kind(value)} at the top, not an object", name)
    version = value.get("openapi")
    if isinstance(version, (int, float)):
        found = f"openapi: {version}, a number"
        raise _not_openapi(found, name, f'write it as a string, like openapi: "{version}.0"')
    if not isinstance(version, str):
        if "swagger" in value:
            raise _not_openapi(f"Swagger {value['swagger']}", name, "convert it to OpenAPI 3 first")
        keys = ", ".join(sorted(map(str, value))[:5]) or "nothing"
        raise _not_openapi(f"an object without an openapi version; it has: {keys}", name)
    if not _VERSION.match(version):
        raise _not_openapi(f"openapi: {version}", name)
    short = version[:3]
    holders = ("paths",) if short == "3.0" else ("paths", "components", "webhooks")
    present = [h for h in holders if value.get(h) is not None]
    if not present:
        raise _not_openapi(f"no {' and no '.join(holders)}", name)
    for holder in ("paths", "components", "webhooks"):
        if holder in value and not isinstance(value[holder], Mapping):
            raise _not_openapi(f"{holder} is {_kind(value[holder])}, not an object", name)
    return short


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    words = {str: "a string", int: "a number", float: "a number", list: "a list"}
    return words.get(type(value), f"a Python {type(value).__name__}")


def _not_openapi(found: str, name: str, advice: str | None = None) -> DocumentError:
    return DocumentError(
        "not an OpenAPI document that can be judged",
        expected="OpenAPI 3.0, 3.1 or 3.2 with paths (since 3.1: or components or webhooks)",
        found=found,
        where=name,
        next=advice,
    )
