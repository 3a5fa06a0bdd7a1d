"""What a key says of its value: a command, a distribution, a title, or nothing in particular."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

_COMMANDS = re.compile(
    r"(?:run|cmds?|entrypoint|entry|(?:before_|after_)?scripts?|args|arguments|exec\w*|tests?|shell|inline"
    r"|bash|pwsh|powershell|healthcheck|\w*commands?(?:_\w+)?|command_\w+|\w*_cmd|addopts)",
    re.IGNORECASE,
)
_TABLES = re.compile(r"(?:scripts|tasks|commands|cmds)", re.IGNORECASE)
_DISTRIBUTIONS = re.compile(
    r"dependenc|^(?:build|install|setup|tests?|extras?)?[-_]?requires?$|^requirements?$|^deps$"
    r"|^eggs$|packagenames?$",
    re.IGNORECASE,
)
_SOURCES = {"packages", "dev-packages", "tool.uv.sources"}
_TITLES = re.compile(
    r"(?:image|(?:host|domain|server|display|site|file)[-_]?name|hosts?|domain|repo(?:sitory)?"
    r"|title|description|summary|caption|help|message|msg|comment|note|placeholder|if|license"
    r"|url|uri|homepage|documentation|email|authors?|maintainers?|keywords|classifiers|file"
    r"|syslogidentifier|\w*[-_](?:url|file|dir|image|host)|[\w.-]+/[\w./-]+)",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"(?:^|[._-])(?:includes|plugins|packages|modules|apps|extensions)$", re.IGNORECASE
)
_TITLED = {"nav", "labels", "annotations", "matchlabels"}
_NAMED = {
    "artifacts",
    "pip",
    "apt",
    "service",
    "project",
    "package",
    "packages",
    "metadata",
    "tool.poetry",
}
_OF_THEIR_OWN = {"container", "container_name", "service", "environment", "needs", "tags", "stage"}


# Where a single word is the name of a module: settings of build tools and linters.
_MODULE_SECTIONS = re.compile(
    r"(?:tool\.)?(?:setuptools|isort|ruff|importlinter|mypy|coverage|flit|pylint|options)\b"
    r"|(?:run|flake8|master|main|typecheck)$|tool:isort$",
    re.IGNORECASE,
)
_MODULE_KEYS = re.compile(
    r"packages|py[-_]modules|known[-_]\w+(?:[-_]party)?|root[-_]packages?|layers|containers"
    r"|source(?:[-_](?:pkgs|modules|packages))?|(?:\w+[-_])?modules|module"
    r"|application[-_]import[-_]names|(?:load[-_])?plugins",
    re.IGNORECASE,
)


class Role(Enum):
    """What the value of a key is."""

    ANY = ""
    NAMES = "names of modules"
    COMMAND = "a command"
    DISTRIBUTION = "a distribution's name"
    TITLE = "a title"
    OWN_NAME = "a name of its own"


def role_of(key: str, above: Sequence[str], section: str, *, tables: bool, named: bool) -> Role:
    """Tell what a value is.

    Args:
        key: its own key; empty for the item of a list, or a line of a text.
        above: the keys that its line stands under, the innermost last.
        section: the heading that it stands under; empty if none.
        tables: a table of the name ``scripts`` has commands, as in package.json and pyproject.toml.
        named: what is called ``name`` at the top is the name of what the file describes.
    """
    parts = [p.strip("\"'") for p in section.split(".")]
    chain = [k for k in (*above, key) if k]
    subject = chain[-1] if chain else ""
    outer = chain[-2] if len(chain) > 1 else parts[-1]
    if section in _SOURCES or any(map(_DISTRIBUTIONS.search, (*chain, *parts))):
        return Role.DISTRIBUTION
    if _COMMANDS.fullmatch(subject) or (tables and subject and _TABLES.fullmatch(outer)):
        return Role.COMMAND
    if _TITLES.fullmatch(subject) or not _TITLED.isdisjoint(k.lower() for k in above):
        return Role.TITLE
    if subject in _OF_THEIR_OWN:
        return Role.OWN_NAME
    if subject == "name" and (named or outer in _NAMED or section in _NAMED):
        return Role.OWN_NAME
    return Role.NAMES if _NAMES.search(subject) else Role.ANY


def names_modules(key: str, above: Sequence[str], section: str) -> bool:
    """Tell whether a value in TOML or INI is the name of a module, be it a single word.

    Args:
        key: its own key; empty for the item of a list, and for what is a key itself.
        above: the keys that its line stands under, the innermost last.
        section: the heading that it stands under; empty if none.
    """
    subject = key or (above[-1] if above else "")
    if key == "attr":
        return True
    if re.search(r"entry.?points", section):
        return bool(key)
    if re.search(r"packages\.find$", section):
        return subject in {"include", "exclude"}
    if re.search(r"package[-_]data$", section):
        return not subject
    if section == "tool.flit.module":
        return subject == "name"
    return bool(_MODULE_SECTIONS.match(section) and _MODULE_KEYS.fullmatch(subject))
