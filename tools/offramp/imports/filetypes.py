"""What a file is, from its name and its first bytes."""

from __future__ import annotations

import re
from enum import Enum


class FileType(Enum):
    """How a file is read."""

    PYTHON = "python"
    STUB = "stub"
    CYTHON = "cython"
    TEMPLATE = "template"
    NOTEBOOK = "notebook"
    TOML = "toml"
    INI = "ini"
    YAML = "yaml"
    JSON = "json"
    COMMAND = "command"
    DOC = "doc"
    NATIVE = "native"
    BINARY = "binary"
    OTHER = "other"


_SUFFIXES = {
    FileType.PYTHON: "py pyw wsgi ipy",
    FileType.STUB: "pyi",
    FileType.CYTHON: "pyx pxd pxi",
    # Python with statements of its own, or with lines that are none.
    FileType.TEMPLATE: "pth sage smk bzl bazel star gin pdbrc pythonrc pythonstartup",
    FileType.NOTEBOOK: "ipynb",
    FileType.TOML: "toml",
    FileType.INI: "ini cfg conf coveragerc pylintrc flake8 importlinter isort pydocstyle"
    " properties service timer socket target desktop cnf htaccess bandit yapf",
    FileType.YAML: "yaml yml clang-tidy cff condarc",
    FileType.JSON: "json json5 jsonc hjson jsonnet libsonnet webmanifest code-workspace geojson",
    FileType.COMMAND: "sh bash zsh fish ksh mk make env bat cmd ps1 psm1 just"
    " bashrc bash_profile bash_login zshrc zshenv profile flaskenv tfvars nomad"
    " envrc cmake dockerfile containerfile gradle nix tf hcl groovy build",
    FileType.DOC: "md qmd rmd markdown rst txt lock adoc asciidoc org tex html htm textile mdx rdoc"
    " log po pot csv tsv svg diff patch",
    FileType.NATIVE: "c cc cpp cxx h hh hpp rs go m mm zcml",
    FileType.BINARY: "pkl pickle joblib p dill",
}
_BY_SUFFIX = {s: kind for kind, names in _SUFFIXES.items() for s in names.split()}
_BY_NAME = {
    "sconstruct": FileType.PYTHON,
    "sconscript": FileType.PYTHON,
    "wscript": FileType.PYTHON,
    "makefile": FileType.COMMAND,
    "gnumakefile": FileType.COMMAND,
    "procfile": FileType.COMMAND,
    "justfile": FileType.COMMAND,
    "jenkinsfile": FileType.COMMAND,
    "crontab": FileType.COMMAND,
    "pylintrc": FileType.INI,
    "entry_points.txt": FileType.INI,
    "pipfile": FileType.TOML,
    # What was installed, written by a program.
    "package-lock.json": FileType.DOC,
    "npm-shrinkwrap.json": FileType.DOC,
    "pnpm-lock.yaml": FileType.DOC,
    "cmakelists.txt": FileType.COMMAND,
    "snakefile": FileType.TEMPLATE,
    "build": FileType.TEMPLATE,
    "workspace": FileType.TEMPLATE,
    "mlmodel": FileType.YAML,
    "mlproject": FileType.YAML,
    "codeowners": FileType.OTHER,
    "changelog": FileType.DOC,
    "readme": FileType.DOC,
    "license": FileType.DOC,
    "news": FileType.DOC,
    "authors": FileType.DOC,
}
_BY_FOLDER = [
    (re.compile(r"(?:^|/)cron\.\w+/[^/]+$"), FileType.COMMAND),
    (re.compile(r"(?:^|/)\.ebextensions/[^/]+$"), FileType.YAML),
]
_TEMPLATE = {"j2", "jinja", "jinja2", "tmpl", "tpl", "mako", "template", "in", "mustache"}
_TEMPLATE_OF = re.compile(r"^(?P<plain>.+\.[a-z]+)[-_](?:tpl|tmpl|template|jinja2?|j2|t)$")
_INNER_PYTHON = {FileType.PYTHON, FileType.STUB, FileType.CYTHON}
_SHEBANG = re.compile(rb"#!.*?(?P<program>python|pypy|uv run|bash|zsh|ksh|dash|fish|\bsh\b)")


def file_type(path: str, data: bytes) -> FileType:
    """Tell how a file is read.

    Args:
        path: its path, forward slashes.
        data: its content, or the beginning of it.
    """
    name = path.rpartition("/")[2].lower()
    kind = FileType.DOC if "issue_template" in path.lower() else _by_name(name)
    if name.endswith(".spec") and b"Analysis(" in data:  # PyInstaller's, not RPM's
        return FileType.TEMPLATE
    if kind is FileType.OTHER:
        kind = next((k for pattern, k in _BY_FOLDER if pattern.search(path)), kind)
    if kind is FileType.OTHER and data.startswith(b"#!"):
        shebang = _SHEBANG.match(data[:200].splitlines()[0])
        if shebang:
            python = shebang.group("program") in {b"python", b"pypy", b"uv run"}
            kind = FileType.PYTHON if python else FileType.COMMAND
    if (
        kind not in _INNER_PYTHON
        and b"\0" in data[:8192]
        and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}
    ):
        return FileType.BINARY
    return kind


def _by_name(name: str) -> FileType:
    if name in _BY_NAME:
        return _BY_NAME[name]
    name = _TEMPLATE_OF.sub(r"\g<plain>.tmpl", name)
    stem, _, suffix = name.rpartition(".")
    if suffix in _TEMPLATE and stem:
        inner = _by_name(stem)
        return FileType.TEMPLATE if inner in _INNER_PYTHON else inner
    if re.match(r"(docker|container)file\b", name) or name.startswith(
        ("makefile.", "procfile.", ".env")
    ):
        return FileType.COMMAND
    return _BY_SUFFIX.get(suffix if "." in name else "", FileType.OTHER)
