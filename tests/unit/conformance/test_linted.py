"""import-linter on a project of the corpus."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conformance import searchers
from conformance.references import LAYER, write

pytest.importorskip("importlinter", reason="import-linter is not installed; nox -s layers has it")

LAYER_FILES = {
    "src/acme/__init__.py": b"",
    "src/acme/compat/__init__.py": b"",
    "src/app/__init__.py": b"",
}


def test_direct_imports_by_line(tmp_path: Path) -> None:
    uses = {
        "src/app/m.py": b"import os\nfrom acme import compat\n",
        "src/app/n.py": b"import acme\n",
    }
    write(tmp_path / "a", {**LAYER_FILES, **uses})
    assert searchers.import_linter(tmp_path, LAYER, ["a"]) == {"a/src/app/m.py": {2}}


def test_one_bad_file_hides_the_package_and_not_the_next_project(tmp_path: Path) -> None:
    use = {"src/app/m.py": b"import acme.compat\n"}
    write(tmp_path / "a", {**LAYER_FILES, **use, "src/app/bad.py": b"print 'x'\n"})
    write(tmp_path / "b", {**LAYER_FILES, **use})
    assert searchers.import_linter(tmp_path, LAYER, ["a", "b"]) == {"b/src/app/m.py": {1}}


def test_one_that_it_panics_on_is_given_up(tmp_path: Path) -> None:
    use = {"src/app/m.py": b"import acme.compat\n"}
    too_far = {"src/app/far.py": b"from .... import compat\n"}
    write(tmp_path / "a", {**LAYER_FILES, **use, **too_far})
    write(tmp_path / "b", {**LAYER_FILES, **use})
    assert searchers.import_linter(tmp_path, LAYER, ["a", "b"])["b/src/app/m.py"] == {1}


def test_a_project_without_the_layer_has_nothing_to_say(tmp_path: Path) -> None:
    write(tmp_path / "a", {"src/app/__init__.py": b""})
    names = json.dumps({"names": ["acme.compat"], "projects": ["a"]})
    done = subprocess.run(
        [sys.executable, "-m", "conformance.linted", names],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(searchers.__file__).parents[1])},
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout) == {}
