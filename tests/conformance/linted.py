"""import-linter on one project after the other, in one process: ``python -m conformance.linted``.

The argument is JSON: the names that are forbidden, and the projects, folders below the working
directory. A project's packages are in its folder ``src``, or in itself. Lines by path are
printed as JSON; a project that import-linter gives up has none.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from importlinter.cli import lint_imports

FORBIDDEN = """\
[importlinter]
root_packages =
{packages}
[importlinter:contract:layer]
name = layer
type = forbidden
as_packages = False
allow_indirect_imports = True
unmatched_ignore_imports_alerting = none
source_modules =
{users}
forbidden_modules =
{layer}
"""


def check(project: Path, names: Sequence[str]) -> dict[str, list[int]]:
    """Return the lines by path, relative to the project."""
    source = project / "src" if (project / "src").is_dir() else project
    files = {_module(file.relative_to(source)): file for file in sorted(_files(source))}
    layer = [m for m in files if any(m == n or m.startswith(f"{n}.") for n in names)]
    users = [m for m in files if m not in layer]
    if not layer or not users:
        return {}
    packages = sorted({m.partition(".")[0] for m in files})
    parts = {"packages": packages, "users": users, "layer": layer}
    lines = {key: "\n".join(f"    {m}" for m in modules) for key, modules in parts.items()}
    configuration = project / "conformance-contract.ini"
    configuration.write_text(FORBIDDEN.format(**lines), encoding="utf-8")
    said = _say(configuration, source)
    configuration.unlink()
    return {
        files[user].relative_to(project).as_posix(): [int(n) for n in re.findall(r"l\.(\d+)", at)]
        for user, at in re.findall(r"^-?\s+(\S+) -> \S+ \((.*)\)$", said, re.MULTILINE)
        if user in files
    }


def _say(configuration: Path, source: Path) -> str:
    sys.path.insert(0, str(source))
    importlib.invalidate_caches()
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
            lint_imports(config_filename=str(configuration), no_cache=True, is_debug_mode=False)
    except BaseException as error:
        # Its Rust part panics on a relative import that leads out of the package.
        if type(error).__name__ != "PanicException":
            raise
    finally:
        sys.path.remove(str(source))
    return said.getvalue()


def _files(source: Path) -> list[Path]:
    """Return the modules of packages: a folder without __init__.py hides what is below."""
    return [
        file
        for file in source.rglob("*.py")
        if file.parent != source
        and all(
            (source / up / "__init__.py").exists() for up in file.relative_to(source).parents[:-1]
        )
    ]


def _above(file: Path, source: Path) -> list[Path]:
    return list(file.relative_to(source).parents)[:-1]


def _module(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def main() -> None:
    """Print what import-linter says of all projects."""
    asked = json.loads(sys.argv[1])
    found: dict[str, list[int]] = {}
    here = Path.cwd()
    for project in asked["projects"]:
        os.chdir(here / project)
        for path, lines in check(here / project, asked["names"]).items():
            found[path if project == "." else f"{project}/{path}"] = lines
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
