"""What a value of a setting may be: one small function for each kind of value.

Each takes a value as the TOML parser gave it and returns it in its frozen form, or raises
``ValueError`` with what was expected. ``true`` is not a number and ``"0"`` is not 0 (G8).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from offramp.config.calls import call
from offramp.config.chains import renamed_again
from offramp.findings import Severity

Check = Callable[[Any], Any]


class WrongMember(ValueError):
    """A member of a table is not what it should be.

    Args:
        key: the member's name.
        expected: what its value may be.
        found: what it is.
    """

    def __init__(self, key: str, expected: str, found: Any) -> None:
        super().__init__(expected)
        self.key = key
        self.found = found


_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


def text(value: Any) -> str:
    """A string that is not empty."""
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError("a string that is not empty")
    return value


def texts(value: Any) -> tuple[str, ...]:
    """A list of strings."""
    if not isinstance(value, list):
        raise ValueError("a list of strings")
    return tuple(text(item) for item in value)


def dotted(value: Any) -> str:
    """A dotted module name."""
    if not isinstance(value, str) or not _DOTTED.fullmatch(value):
        raise ValueError('a dotted module name, like "lukhas.compat"')
    return value


def layers(value: Any) -> tuple[str, ...]:
    """One dotted module name, or a list of them."""
    if isinstance(value, list):
        if not value:
            raise ValueError("at least one dotted module name")
        return tuple(dotted(item) for item in value)
    return (dotted(value),)


def count(value: Any) -> int:
    """A whole number that is zero or more; not a truth value, not a string, not a fraction."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("a whole number that is zero or more")
    return value


def seconds(value: Any) -> float:
    """A number of seconds above zero."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not 0 < value < math.inf:
        raise ValueError("a number of seconds above zero")
    return float(value)


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def folder(value: Any) -> str:
    """A folder inside the repository, with forward slashes; ``.`` is the repository itself."""
    path = text(value)
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or re.match(r"[A-Za-z]:", path) or ".." in parts:
        raise ValueError("a path inside the repository, with forward slashes")
    return "/".join(part for part in parts if part not in {"", "."}) or "."


def inside(value: Any) -> str:
    """The path of a file that lies inside the repository, with forward slashes."""
    path = folder(value)
    if path == ".":
        raise ValueError("the path of a file inside the repository")
    return path


def insides(value: Any) -> tuple[str, ...]:
    """A list of files that lie inside the repository."""
    return tuple(inside(item) for item in texts(value))


def folders(value: Any) -> tuple[str, ...]:
    """A list of folders that lie inside the repository."""
    return tuple(folder(item) for item in texts(value))


def branch(value: Any) -> str:
    """The name of a branch, a tag or a commit; never something that git takes for an option."""
    name = text(value)
    if name.startswith("-") or re.search(r"[\s~^:?*\[\\\x00-\x1f]|\.\.|@\{", name):
        raise ValueError("the name of a branch, a tag or a commit")
    return name


def prefix(value: Any) -> str:
    """The beginning of an environment variable's name."""
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z][A-Z0-9_]*", value):
        raise ValueError('capital letters, digits and underscores, like "LUKHAS"')
    return value.rstrip("_")


def application(value: Any) -> str:
    """An application, as ``package.module:attribute``; of a factory, a call with literals too."""
    module, colon, rest = text(value).partition(":")
    attribute, parenthesis, _ = rest.partition("(")
    attribute = attribute.strip()
    if not colon or not _DOTTED.fullmatch(module) or not _DOTTED.fullmatch(attribute):
        raise ValueError('an application, like "package.module:app"')
    if not parenthesis:
        return f"{module}:{attribute}"
    return f"{module}:{call(attribute, rest.strip())}"


def command(value: Any) -> tuple[str, ...]:
    """A command as a list of its words; never a shell line."""
    words = texts(value)
    if not words:
        raise ValueError('a command as a list of words, like ["pytest", "tests", "-q"]')
    return words


def mapping(value: Any) -> Mapping[str, str]:
    """A table of strings."""
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise ValueError("a table of strings")
    return MappingProxyType(dict(sorted(value.items())))


def variables(value: Any) -> Mapping[str, str]:
    """A table of environment variables, with what no operating system takes refused."""
    table = mapping(value)
    for name, content in table.items():
        if not name or "=" in name or "\0" in name + content:
            raise ValueError("names without =, and no NUL anywhere")
    return table


def headers(value: Any) -> tuple[str, ...]:
    """A list of names of HTTP headers (RFC 9110, section 5.1)."""
    if not all(_TOKEN.fullmatch(name) for name in texts(value)):
        raise ValueError('names of headers, like ["X-Trace-Id"]')
    return texts(value)


def methods(value: Any) -> tuple[str, ...]:
    """A list of HTTP methods, in capital letters (RFC 9110, section 9.1)."""
    if not texts(value) or not all(re.fullmatch(r"[A-Z]+(-[A-Z]+)*", name) for name in value):
        raise ValueError('methods in capital letters, like ["GET", "HEAD", "POST"]')
    return texts(value)


def credentials(value: Any) -> Mapping[str, str]:
    """A table from environment variables to the names of the headers that carry their values."""
    table = variables(value)
    for name, header in table.items():
        if not _TOKEN.fullmatch(header):
            raise WrongMember(name, 'the name of a header, like "Authorization"', header)
    return table


def renames(value: Any) -> Mapping[str, str]:
    """A table from old dotted names to new ones; an identity would hide every use (G1)."""
    if not isinstance(value, dict):
        raise ValueError("a table of dotted module names")
    for old, new in value.items():
        wrong = [n for n in (old, new) if not isinstance(n, str) or not _DOTTED.fullmatch(n)]
        if wrong:
            raise WrongMember(old, 'a dotted module name, like "lukhas.compat"', wrong[0])
        if old == new:
            raise WrongMember(old, f"a new name for {old!r} that is not the old one", new)
    again = renamed_again(value)
    if again is not None:
        expected = f"the name that {again!r} has in the end, one that is not renamed itself"
        raise WrongMember(again, expected, value[again])
    return mapping(value)


def severity(value: Any) -> Severity:
    """What a finding weighs."""
    try:
        return Severity(value)
    except ValueError:
        raise ValueError("breaking, warning or info") from None


def severities(value: Any) -> Mapping[str, Severity]:
    """A table from the ids of rules to what they weigh."""
    if not isinstance(value, dict):
        raise ValueError("a table of breaking, warning or info by the id of a rule")
    for rule, weight in value.items():
        if weight not in list(Severity):
            raise WrongMember(rule, "breaking, warning or info", weight)
    return MappingProxyType({rule: Severity(value[rule]) for rule in sorted(value)})


def references(value: Any) -> tuple[str, ...]:
    """A list of patterns of documents: relative paths, or addresses whose host is written out."""
    for item in texts(value):
        scheme, mark, rest = item.partition("://")
        if mark:
            fits = scheme in {"http", "https"} and bool(rest.partition("/")[0].strip("*?.:"))
        else:
            fits = not item.startswith(("/", "#")) and not {":", "\\"} & set(item)
        if not fits:
            raise ValueError(
                'patterns of documents, like "schemas/*.yaml" or "https://example.com/*.json"'
            )
    return texts(value)


def templates(value: Any) -> tuple[str, ...]:
    """A list of path templates, with ``*`` for any text."""
    for pattern in texts(value):
        if not pattern.startswith(("/", "*")):
            raise ValueError('path templates that begin with / or *, like "/internal/*"')
    return texts(value)


def level(value: Any) -> str:
    """A stability level (``x-stability-level``)."""
    if value not in ("draft", "alpha", "beta", "stable"):
        raise ValueError("draft, alpha, beta or stable")
    return str(value)


def sides(value: Any) -> str:
    """Whose packages the baseline's document is made with."""
    if value not in ("own", "shared"):
        raise ValueError('"own" or "shared"')
    return str(value)


def windows(value: Any) -> int | Mapping[str, int]:
    """A number of days, or one for each of the levels beta and stable."""
    if not isinstance(value, dict):
        return count(value)
    for name, days in value.items():
        if name not in ("beta", "stable"):
            raise WrongMember(name, "beta or stable", name)
        if isinstance(days, bool) or not isinstance(days, int) or days < 0:
            raise WrongMember(name, "a whole number of days, zero or more", days)
    return MappingProxyType({name: value[name] for name in sorted(value)})


def servers(value: Any) -> tuple[Mapping[str, Any], ...]:
    """Server objects, each with a URL (OpenAPI 3.1, section 4.8.5)."""
    if not isinstance(value, list) or not all(isinstance(s, dict) for s in value):
        raise ValueError('a list of tables, like [{url = "https://api.example.com"}]')
    for server in value:
        url = server.get("url")
        if not isinstance(url, str) or not (url.startswith(("/", "{")) or urlsplit(url).scheme):
            raise ValueError("a url in each server")
    return tuple(MappingProxyType(dict(server)) for server in value)
