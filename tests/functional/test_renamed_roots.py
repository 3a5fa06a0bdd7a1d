"""What an import of a renamed root is, by the interpreter that runs it, beside what the scan says.

Where Python takes the old root, or finds nothing, the scan has to count the import; only where it
takes something else may the scan let it go.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from offramp.imports import scan

pytestmark = pytest.mark.functional

PROBE = """\
import json, os, pathlib
try:
    from memory.core import x
    import memory.core as taken
    where = taken.__file__
except ImportError:
    where = ""
pathlib.Path(os.environ["TAKEN"]).write_text(json.dumps(where))
"""
NEW = ("stores/__init__.py", "stores/core.py")
OLD = ("memory/__init__.py", "memory/core.py")


def package(folder: str) -> tuple[str, str]:
    return f"{folder}/memory/__init__.py", f"{folder}/memory/core.py"


@pytest.mark.parametrize(
    ("path", "files", "counts"),
    [
        ("scripts/run.py", (), True),
        ("scripts/run.py", OLD, True),
        ("scripts/run.py", package("scripts"), False),
        ("scripts/run.py", (*OLD, *package("scripts")), False),
        ("scripts/run.py", ("scripts/memory/core.py",), False),
        ("scripts/run.py", (*OLD, "scripts/memory/core.py"), True),
        ("scripts/run.py", ("scripts/memory.py",), True),
        ("tests/test_a.py", (), True),
        ("tests/test_a.py", package("tests"), False),
        ("tests/test_a.py", (*OLD, *package("tests")), False),
        ("tests/test_a.py", (*OLD, "tests/memory/core.py"), True),
        ("tests/test_a.py", ("tests/__init__.py", *package("tests")), True),
        ("tests/unit/test_a.py", ("tests/conftest.py", *package("tests")), False),
        ("tests/unit/test_a.py", package("tests"), True),
    ],
)
def test_the_scan_says_what_python_takes(
    tmp_path: Path, path: str, files: tuple[str, ...], counts: bool
) -> None:
    for name in (*NEW, *files):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x = 1\n" if name.endswith("core.py") else "")
    guard = "if __name__ == '__main__':\n    pass\n"
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(PROBE + guard)
    seen = tmp_path / "taken.json"
    pytest_run = ["-m", "pytest", "-q", "-p", "no:cacheprovider", path]
    words = pytest_run if path.startswith("tests") else [path]
    env = {**os.environ, "PYTHONPATH": os.fspath(tmp_path), "TAKEN": os.fspath(seen)}
    env["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    # A probe that fails has left no file, and that is seen below.
    subprocess.run(
        [sys.executable, *words],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        timeout=60,
        check=False,
    )
    taken = json.loads(seen.read_text())
    inside = os.path.relpath(taken, tmp_path) if taken else ""
    assert (inside == "" or inside.startswith("memory")) is counts

    report = scan(tmp_path, [], {"memory": "stores"}, cache=False)
    here = [r.counts for r in report.references if r.path == path and r.line == 3]
    assert here == [counts]
