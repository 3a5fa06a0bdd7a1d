"""Write values as HTTP carries them: parameters, headers, forms; and read them back.

Rules are those of OpenAPI 3.1.1, section 4.8.12 ("Style Values", "Style Examples") and appendix C,
which rest on RFC 6570. What they leave undefined (null, nesting, what a path can not hold) has no
text here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from offramp.contract.documents.side import At

_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_RESERVED = ":/?#[]@!$&'()*+,;="
_BOUNDARY = "boundary"
_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}
_FORM = "application/x-www-form-urlencoded"


class Writing(NamedTuple):
    """How a parameter, header or form field writes its values.

    Attributes:
        name: its own.
        place: "query", "path", "header", "cookie".
        style: "form", "simple", …; "content" where a media type says how.
        explode: whether members and items are written one by one.
        reserved: whether reserved characters may stand as they are.
    """

    name: str
    place: str
    style: str
    explode: bool
    reserved: bool = False

    @classmethod
    def of(cls, at: At, name: str, place: str) -> Writing:
        """Read a Parameter, Header or Encoding Object; what it leaves out has its default."""
        raw = at.raw if isinstance(at.raw, dict) else {}
        style = "content" if raw.get("content") else raw.get("style")
        style = style if isinstance(style, str) else _STYLES.get(place, "form")
        explode = raw.get("explode")
        explode = explode if isinstance(explode, bool) else style in ("form", "deepObject")
        return cls(name, place, style, explode, raw.get("allowReserved") is True)


def write(value: Any, how: Writing) -> str | None:
    """Write a value: ``q=1&q=2`` in a query or cookie, a segment of a path, a header's value.

    Returns:
        None where HTTP has no way to carry it.
    """
    if how.style == "content":
        text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
        return _placed(f"{how.name}={_encode(text, how)}" if _is_named(how) else text, how)
    names = [] if isinstance(value, (list, dict)) else [""]
    parts = (
        list(value.items() if isinstance(value, dict) else enumerate(value)) if not names else []
    )
    texts = [scalar(each) for _, each in parts] if parts else [scalar(value)]
    if None in texts or (not names and not parts):
        return None
    encoded = [_encode(text or "", how) for text in texts]
    if how.style == "deepObject" and not (isinstance(value, dict) and how.explode):
        return None
    if not isinstance(value, dict):
        return _placed(_listed(encoded, how, alone=bool(names)), how)
    keys = [_encode(str(key), how) for key, _ in parts]
    return _placed(_object(keys, encoded, how), how)


def _is_named(how: Writing) -> bool:
    return how.place in ("query", "cookie")


def _encode(text: str, how: Writing) -> str:
    if how.place == "header" or how.style == "cookie":
        return text
    return quote(text, safe=_RESERVED if how.reserved else "")


def _listed(texts: list[str], how: Writing, *, alone: bool) -> str:
    name, style = quote(how.name, safe=""), how.style
    if style == "matrix":
        if how.explode and not alone:
            return "".join(f";{name}={text}" for text in texts)
        joined = ",".join(texts)
        return f";{name}={joined}" if joined else f";{name}"
    if style == "label":
        return "." + ("." if how.explode else ",").join(texts)
    if not _is_named(how):
        return ",".join(texts)
    if how.explode and not alone:
        return "&".join(f"{name}={text}" for text in texts)
    return f"{name}={_DELIMITERS.get(style, ',').join(texts)}"


def _object(keys: list[str], texts: list[str], how: Writing) -> str:
    name, style = quote(how.name, safe=""), how.style
    pairs = list(zip(keys, texts, strict=True))
    if style == "deepObject":
        return "&".join(f"{name}%5B{key}%5D={text}" for key, text in pairs)
    if how.explode:
        joint = {"matrix": ";", "label": "."}.get(style, "&" if _is_named(how) else ",")
        joined = joint.join(f"{key}={text}" for key, text in pairs)
        return joint + joined if style in ("matrix", "label") else joined
    flat = [text for pair in pairs for text in pair]
    return _listed(flat, how._replace(explode=False), alone=False)


def _placed(text: str, how: Writing) -> str | None:
    """Refuse what its place can not hold: empty and dotted segments, signs no header has."""
    if how.place == "path" and text in ("", ".", ".."):
        return None
    if how.place == "header" and (text != text.strip() or not all(" " <= c <= "~" for c in text)):
        return None
    return text


def scalar(value: Any) -> str | None:
    """Write a string, number or boolean as text; None for anything else."""
    if isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, (bool, int, float)) else None


def body(
    value: Any, media_type: str, media: At, files: Collection[str] = frozenset()
) -> str | None:
    """Write a body that is a form or a text; None where it is neither, or can not be carried.

    Args:
        value: what is sent.
        media_type: its name, in lower case.
        media: the Media Type Object, with the encoding of its fields.
        files: names of fields that are files, which have a name of their own.
    """
    kind = media_type.partition(";")[0]
    if not isinstance(value, dict):
        is_text = isinstance(value, str) and kind.startswith(("text/", "application/octet-stream"))
        return value if is_text else None
    encodings = media.child("encoding")
    if kind == _FORM:
        fields = [_field(name, each, encodings.child(name)) for name, each in value.items()]
        return None if None in fields else "&".join(filter(None, fields))
    if kind == "multipart/form-data":
        parts = [
            part
            for name, each in value.items()
            for part in (each if isinstance(each, list) else [each])
            for part in [_part(name, part, is_file=name in files)]
        ]
        if None not in parts:
            return "".join(filter(None, parts)) + f"--{_BOUNDARY}--\r\n"
    return None


def _field(name: str, value: Any, encoding: At) -> str | None:
    how = Writing.of(encoding, name, "query")
    nested = isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(each, (dict, list)) for each in value)
    )
    if nested and not (isinstance(encoding.raw, dict) and "style" in encoding.raw):
        # without a style, an object is written as JSON (OpenAPI 3.1, section 4.8.15)
        return f"{quote(name, safe='')}={quote(json.dumps(value), safe='')}"
    return write(value, how) if value != [] else ""


def _part(name: str, value: Any, *, is_file: bool) -> str | None:
    if value is None or any(sign in name for sign in '"\r\n'):
        return None
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n'
    text = scalar(value)
    if text is None:
        return f"{head}Content-Type: application/json\r\n\r\n{json.dumps(value)}\r\n"
    if is_file:
        told = '; filename="offramp"\r\nContent-Type: application/octet-stream\r\n'
        head = head.removesuffix("\r\n") + told
    return None if _BOUNDARY in text else f"{head}\r\n{text}\r\n"


def readings(value: Any) -> Iterator[Any]:
    """Iterate over what the text of a value may be read as: itself, all strings, all parsed."""
    yield value
    yield _each(value, _as_text)
    yield _each(value, _parsed)


def _each(value: Any, change: Any) -> Any:
    if isinstance(value, dict):
        return {name: _each(each, change) for name, each in value.items()}
    return [_each(each, change) for each in value] if isinstance(value, list) else change(value)


def _as_text(value: Any) -> Any:
    text = scalar(value)
    return value if text is None else text


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        read = json.loads(value)
    except (ValueError, RecursionError):
        return value
    return read if isinstance(read, (bool, int, float)) and math.isfinite(read) else value
