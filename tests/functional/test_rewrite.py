"""The rewriter on its corpus: every case to the byte, and run before and after."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from offramp import git
from offramp.imports import scan
from offramp.imports.rewriting.rewrite import plan_fix

pytestmark = pytest.mark.functional
CORPUS = Path(__file__).parents[1] / "corpus" / "rewrite"
LAYER = "shop.compat"


class Case(NamedTuple):
    path: str
    before: str
    after: str
    unfixed: list[str]


def read(name: str) -> Case:
    path, _, rest = (CORPUS / name).read_text(encoding="utf-8").partition("\n=== before\n")
    before, _, rest = rest.partition("=== after\n")
    after, _, unfixed = rest.partition("=== unfixed\n")
    return Case(path, before, after, unfixed.splitlines())


def run(root: Path, path: str) -> str:
    module = path.removesuffix(".py").replace("/", ".")
    done = subprocess.run(
        [sys.executable, "-B", "-m", module], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", sorted(p.name for p in CORPUS.glob("*.txt")))
def test_a_case_is_rewritten_to_the_byte_and_still_runs(tmp_path: Path, name: str) -> None:
    case = read(name)
    root = tmp_path / "target"
    shutil.copytree(CORPUS / "tree", root)
    (root / case.path).write_bytes(case.before.encode())
    printed = run(root, case.path)

    plan = plan_fix(root, scan(root, LAYER))
    assert [f"{r.legacy}: {why}" for r, why in plan.unfixed] == case.unfixed
    assert (root / case.path).read_bytes() == case.before.encode(), "a plan writes nothing"
    plan.apply()
    assert (root / case.path).read_bytes().decode() == case.after
    assert not plan_fix(root, scan(root, LAYER)).edits, "idempotent"

    if not case.unfixed:
        assert scan(root, LAYER).hits == 0
        shutil.rmtree(root / "shop" / "compat")
    assert run(root, case.path) == printed


def test_a_renamed_layer_is_followed_into_every_kind_of_file(
    tmp_path: Path, lay: Callable[..., Path]
) -> None:
    files = {
        "a/__init__.py": "from . import compat\n__all__ = ['compat']\n",
        "a/compat/__init__.py": "def f(): ...\n",
        "a/new/__init__.py": "def f(): ...\n",
        "star.py": "from a import *\ncompat.f()\n",
        "chain.py": "import a as x\nc = x.compat\nm = getattr(x, 'compat')\n",
        "bin/tool": "#!/usr/bin/env python3\nfrom a import compat\ncompat.f()\n",
        "pyproject.toml": '[project]\nname = "a"\n[project.scripts]\nt = "a.compat:f"\n',
        "Dockerfile": "CMD python -m a.compat\n",
        "logging.yaml": "handlers:\n  h: {class: a.compat.f}  # a.compat stays in prose\n",
        "broken.py": "from a.compat import f\nprint 'python 2'\n",
        "tests/conftest.py": "pytest_plugins = ['a.compat']\n",
    }
    lay(tmp_path, files)
    git.run(tmp_path, "init", "-q", ".")
    renames = {"a.compat": "a.new"}
    plan = plan_fix(tmp_path, scan(tmp_path, "a.compat", renames))
    assert plan.unfixed == ()
    plan.apply()
    assert scan(tmp_path, "a.compat", renames).hits == 0
    after = {name: (tmp_path / name).read_text(encoding="utf-8") for name in files}
    assert after["a/__init__.py"] == "from . import new\n__all__ = ['new']\n"
    assert after["star.py"] == "from a import *\nnew.f()\n"
    assert after["chain.py"] == "import a as x\nc = x.new\nm = getattr(x, 'new')\n"
    assert after["bin/tool"].endswith("from a import new as compat\ncompat.f()\n")
    assert after["pyproject.toml"].endswith('t = "a.new:f"\n')
    assert after["Dockerfile"] == "CMD python -m a.new\n"
    assert after["logging.yaml"].endswith("{class: a.new.f}  # a.compat stays in prose\n")
    assert after["broken.py"] == "from a.new import f\nprint 'python 2'\n"
    assert after["tests/conftest.py"] == "pytest_plugins = ['a.new']\n"


def test_the_parent_package_does_not_keep_the_old_name_alive(
    tmp_path: Path, lay: Callable[..., Path]
) -> None:
    """G13: `from . import new as compat` would leave `a.compat` to be imported."""
    files = {
        "a/__init__.py": "from . import core\nfrom . import compat\ncompat.f()\n",
        "a/core.py": "def f(): ...\n",
        "a/compat.py": "from .core import f\n",
        "b/__init__.py": "core = 1\nfrom . import compat\ncompat.f()\n",
        "b/core.py": "def f(): ...\n",
        "b/compat.py": "from .core import f\n",
    }
    lay(tmp_path, files)
    plan = plan_fix(tmp_path, scan(tmp_path, ["a.compat", "b.compat"]))
    assert plan.edits == {"a/__init__.py": b"from . import core\ncore.f()\n"}
    assert [(r.path, why) for r, why in plan.unfixed] == [
        ("b/__init__.py", "core means something else in this file")
    ]
