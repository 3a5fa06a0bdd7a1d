"""The recorder on the cases of tests/corpus/record: every place that is marked, and no other."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from offramp.errors import EvidenceError
from offramp.imports.runs import record

pytestmark = pytest.mark.functional

CORPUS = Path(__file__).parents[1] / "corpus" / "record"
CASES = [
    pytest.param(case, id=f"{file.stem}-{case['name']}")
    for file in sorted(CORPUS.glob("*.yml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]
MARK = re.compile(r"# HIT ((?:[\w.]+ ?)+)$")
TREE = {
    "acme/__init__.py": "",
    "acme/new.py": "def f(): return 1\nclass Thing: pass\n",
    "acme/compat/__init__.py": "from acme.new import f, Thing\n",
    "acme/compat/mod.py": "from acme.new import f\nX = 1\n",
    "acme/compatibility.py": "x = 1\n",
}
"""What every case begins with."""


def lay(root: Path, files: dict[str, str]) -> set[tuple[str, int, str]]:
    """Write a case's files, and return the places that are marked in them."""
    marked = set()
    for name, text in (TREE | {"app.py": ""} | files).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            if found := MARK.search(line):
                marked |= {(name, number, legacy) for legacy in found[1].split()}
    return marked


@pytest.mark.skipif(os.name != "posix", reason="signals, fork and file modes of POSIX")
@pytest.mark.parametrize("case", CASES)
def test_what_is_marked_is_recorded_and_nothing_else(case: dict[str, Any], tmp_path: Path) -> None:
    root, folder = tmp_path / "target", tmp_path / "record"
    marked = lay(root, case["files"]) | {tuple(place) for place in case.get("hits", ())}
    base = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "PYTHON"))}
    base |= {"PY": sys.executable} | case.get("environment", {})
    names = case.get("names", ["acme.compat"])
    words = [word.replace("{py}", sys.executable) for word in case.get("argv", ["app.py"])]
    done = subprocess.run(
        words[1:] if words[0] == "!" else [sys.executable, *words],
        cwd=root,
        env=record.environment(folder, names, "n", base=base),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=60,
        check=False,
    )
    if case.get("code", 0) != "any":
        assert done.returncode == case.get("code", 0), done.stdout + done.stderr
    if not case.get("judged", True):
        with pytest.raises(EvidenceError):
            record.merge(folder, "n", root)
        return
    seen = {(h.path, h.line, h.legacy) for h in record.merge(folder, "n", root).hits}
    assert marked <= seen, done.stderr
    assert seen <= marked | {tuple(place) for place in case.get("may", ())}, done.stderr
    assert seen or not case.get("may"), "at least one of the places that are right"
    written = sum(file.stat().st_size for file in folder.iterdir())
    assert written < 100_000, "a place is written once, however often it is passed"
