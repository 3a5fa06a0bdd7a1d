"""The text of requirements files, read as pip reads it: encoding, logical lines, variables.

Source: pip's "Requirements File Format", and its ``req_file.py`` where the page is silent.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterator, Mapping

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODING = re.compile(rb"\A[^\n]*(?:\n[^\n]*)??#[^\n]*?coding[:=]\s*([-\w.]+)")
_COMMENT = re.compile(r"(^|\s+)#.*$")
_VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)\}")
_SECRET = re.compile(r"(?<=://)[^/\s@\"']+@")


def decode(data: bytes) -> str:
    """Return the text of a file: by its byte order mark, its coding line (PEP 263), or UTF-8.

    Raises:
        UnicodeDecodeError, LookupError: it is not what it says.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode() if encoding == "utf-8" else data.decode(encoding)
    said = _CODING.match(data)
    return data.decode(said[1].decode() if said else "utf-8")


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that say something: 1-based number, text without its comment.

    A backslash joins lines before comments are taken out, so a comment may swallow what follows; a
    line that is a comment ends what was begun.
    """
    begun: list[str] = []
    first = 1
    for number, line in enumerate(text.splitlines(), 1):
        first = first if begun else number
        is_comment = line.lstrip().startswith("#")
        if line.endswith("\\") and not is_comment:
            begun.append(line.rstrip("\\"))
            continue
        begun.append(f" {line}" if is_comment else line)
        whole = " ".join(_COMMENT.sub("", "".join(begun)).split())
        begun = []
        if whole:
            yield first, whole
    last = " ".join(_COMMENT.sub("", "".join(begun)).split())
    if last:
        yield first, last


def expand(line: str, more: Mapping[str, str]) -> str:
    """Return a line with ``${NAME}`` replaced; a variable that is not set stays as it is.

    Args:
        line: a logical line.
        more: variables that go before the environment's.
    """
    known = {**os.environ, **more}
    return _VARIABLE.sub(lambda found: known.get(found[1]) or found[0], line)


def without_secrets(text: str) -> str:
    """Return a text with what stands before the ``@`` of a URL's host left out, but ``git@``."""
    return _SECRET.sub(lambda found: found[0] if found[0] == "git@" else "****@", text)
