"""The recorder in real interpreters: what it must see, wherever and however it happens."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from offramp.errors import EvidenceError
from offramp.imports.runs import record

pytestmark = pytest.mark.functional

NAMES = ("shop.compat",)
NONCE = "run-1"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    root = tmp_path / "target"
    files = {
        "shop/__init__.py": "",
        "shop/core.py": "def price(): return 1\n",
        "shop/compat/__init__.py": "from shop.compat.old import price\nfrom . import old\n",
        "shop/compat/old.py": "from shop.core import price\n",
        "shop/compatible.py": "x = 1\n",
    }
    for name, text in files.items():
        write(root, name, text)
    return root


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")


def run(
    root: Path, *argv: str, code: int = 0, python: str = sys.executable, **options: bool
) -> record.RuntimeRecord:
    """Run ``python argv`` in the target, recorded, and return the merged record."""
    folder = root.parent / "record"
    base = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "PYTHON"))}
    env = record.environment(folder, NAMES, NONCE, base=base, **options)
    done = subprocess.run(
        [python, *argv], cwd=root, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return record.merge(folder, NONCE, root)


def seen(found: record.RuntimeRecord) -> set[tuple[str, int, str]]:
    return {(h.path, h.line, h.legacy) for h in found.hits}


def test_every_form_of_an_import_is_seen_once_with_its_place(target: Path) -> None:
    write(
        target,
        "app.py",
        """\
        import shop.compat
        import shop.compat.old as o
        from shop import compat
        from shop.compat import price, old
        from shop.compat import *
        import importlib; importlib.import_module("shop." + "comp" + "at")
        importlib.import_module(".compat", "shop")
        __import__("shop.compat", fromlist=["price"])
        exec("import shop.compat")
        import pkgutil; pkgutil.resolve_name("shop.compat:price")
        def late():
            import shop.compat
        late(); late()
        import shop.compatible
        """,
    )
    found = run(target, "app.py")
    assert seen(found) == {
        ("app.py", 1, "shop.compat"),
        ("app.py", 2, "shop.compat.old"),
        ("app.py", 3, "shop.compat"),
        ("app.py", 4, "shop.compat.old"),
        ("app.py", 4, "shop.compat.price"),
        ("app.py", 5, "shop.compat"),
        ("app.py", 6, "shop.compat"),
        ("app.py", 7, "shop.compat"),
        ("app.py", 8, "shop.compat.price"),
        ("app.py", 9, "shop.compat"),
        ("app.py", 10, "shop.compat"),
        ("app.py", 12, "shop.compat"),
    }
    assert found.own == 2


def test_a_name_that_the_package_exports_with_a_star_is_seen(target: Path) -> None:
    write(target, "shop/__init__.py", "__all__ = ['compat', 'core']\n")
    write(target, "app.py", "from shop import *\n")
    write(target, "again.py", "import shop.compat as first\nfrom shop import *\nimport app\n")
    assert seen(run(target, "again.py")) == {
        ("again.py", 1, "shop.compat"),
        ("again.py", 2, "shop.compat"),
        ("app.py", 1, "shop.compat"),
    }


def test_a_relative_import_is_resolved(target: Path) -> None:
    write(target, "shop/sub/__init__.py", "from .. import compat\nfrom ..compat.old import price\n")
    write(target, "app.py", "import shop.sub\n")
    assert seen(run(target, "app.py")) == {
        ("shop/sub/__init__.py", 1, "shop.compat"),
        ("shop/sub/__init__.py", 2, "shop.compat.old.price"),
    }


def test_an_import_function_held_from_before_is_seen_by_the_finder(target: Path) -> None:
    write(
        target,
        "app.py",
        "from importlib._bootstrap import _gcd_import\n_gcd_import('shop.compat')\n",
    )
    assert seen(run(target, "app.py")) == {("app.py", 2, "shop.compat")}


def test_a_question_is_not_an_import_and_running_a_module_is_one(target: Path) -> None:
    write(
        target,
        "app.py",
        "from importlib.util import find_spec\nassert find_spec('shop.compatible')\n",
    )
    assert seen(run(target, "app.py")) == set()


def test_a_module_run_with_m_is_seen(target: Path) -> None:
    found = run(target, "-m", "shop.compat.old")
    assert {(h.path, h.legacy) for h in found.hits} == {("<python -m>", "shop.compat")}
    assert found.processes[0].argv[1:] == ("-m", "shop.compat.old")


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_dynamic_imports_in_tests_children_and_workers_are_seen(
    target: Path, workers: tuple[str, ...]
) -> None:
    """G2, G10: a computed name, in a child that a test starts, under xdist."""
    write(
        target,
        "tests/test_it.py",
        """\
        import importlib, os, subprocess, sys, unittest.mock

        def load(suffix):
            return importlib.import_module("shop.c" + suffix)

        def test_dynamic():
            assert load("ompat").price() == 1

        def test_child():
            code = "import os; from shop import compat; import shop.compat.old; os._exit(0)"
            subprocess.run([sys.executable, "-c", code], check=True)
            subprocess.run([sys.executable, "child.py"], check=True)

        def test_patch():
            with unittest.mock.patch("shop.compat.price"):
                pass

        def test_warnings_are_as_they_were():
            assert sys.warnoptions == []  # and -Werror finds none of ours
        """,
    )
    write(
        target,
        "child.py",
        "import os\nos.chdir('/')\nimport shop.compat\nos._exit(0)\n",
    )
    found = run(target, "-m", "pytest", "-q", "-Werror", "-p", "no:cacheprovider", *workers)
    assert seen(found) >= {
        ("tests/test_it.py", 4, "shop.compat"),
        ("child.py", 3, "shop.compat"),
        ("<string>", 1, "shop.compat"),
        ("<string>", 1, "shop.compat.old"),
    }
    if sys.version_info >= (3, 11):  # before, mock.patch read an attribute of the package
        assert ("tests/test_it.py", 15, "shop.compat") in seen(found)
    assert found.by_test["tests/test_it.py::test_child"] == 3
    assert found.by_test["tests/test_it.py::test_dynamic"] == 1
    assert len(found.processes) == (5 if workers else 3)
    assert not all(p.ended for p in found.processes)


@pytest.mark.parametrize("end", ["os._exit(7)", "os.kill(os.getpid(), 9)", "os.closerange(3, 99)"])
def test_hits_survive_abrupt_ends_and_changes_of_folder(target: Path, end: str) -> None:
    """G3."""
    write(
        target,
        "app.py",
        f"import os\nos.chdir('/')\nimport shop.compat\n{end}\nimport shop.compat.old\n",
    )
    code = 7 if "_exit" in end else -9 if "kill" in end else 0
    assert ("app.py", 3, "shop.compat") in seen(run(target, "app.py", code=code))


def test_a_fork_writes_a_record_of_its_own(target: Path) -> None:
    """G2."""
    write(
        target,
        "app.py",
        """\
        import os
        child = os.fork()
        if child == 0:
            import shop.compat
            os._exit(0)
        os.waitpid(child, 0)
        """,
    )
    found = run(target, "app.py")
    assert seen(found) == {("app.py", 4, "shop.compat")}
    assert sorted(p.reach for p in found.processes) == ["fork", "warnings"]


def test_a_blocked_import_is_recorded_before_it_is_raised(target: Path) -> None:
    """G5, G14: the handler swallows the error, the record does not."""
    write(
        target,
        "app.py",
        """\
        import sys
        try:
            from shop import compat
        except ImportError as error:
            assert "shop.compat" in str(error)
        assert "shop.compat" not in sys.modules
        """,
    )
    assert seen(run(target, "app.py", block=True)) == {("app.py", 3, "shop.compat")}


def test_a_recorder_that_is_thrown_out_cannot_judge(target: Path) -> None:
    """G1."""
    write(
        target,
        "app.py",
        "import builtins, importlib\n"
        "def plain(name, globals=None, locals=None, fromlist=(), level=0):\n"
        "    return importlib.import_module(name)\n"
        "builtins.__import__ = plain\n",
    )
    with pytest.raises(EvidenceError, match="replaced while the suite ran"):
        run(target, "app.py")


def test_an_environment_of_our_own_is_reached_even_in_isolated_mode(
    target: Path, tmp_path: Path
) -> None:
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    python = venv / "bin" / "python"
    record.install_pth(python)
    write(
        target,
        "app.py",
        """\
        import os, subprocess, sys
        code = "import sys; sys.path[:0] = ['.']; import shop.compat"
        subprocess.run([sys.executable, "-I", "-c", code], check=True)
        subprocess.run([sys.executable, "scrubbed.py"], env={}, check=True)
        os.execve(sys.executable, [sys.executable, "-E", "ended.py"], {})
        """,
    )
    write(target, "scrubbed.py", "import shop.compat\n")
    write(target, "ended.py", "import os\nimport shop.compat\nos._exit(0)\n")
    variables = record.environment(target.parent / "running", NAMES, NONCE)
    variables["OFFRAMP_RECORD_DIR"] = os.fspath(target.parent / "record")
    with record.running(python, variables):
        found = run(target, "-I", "app.py", python=os.fspath(python), installed=True)
    assert seen(found) == {
        ("<string>", 1, "shop.compat"),
        ("scrubbed.py", 1, "shop.compat"),
        ("ended.py", 2, "shop.compat"),
    }
    assert found.reach == ("pth",)
    assert len(found.processes) == 4

    clean = {k: v for k, v in os.environ.items() if not k.startswith("OFFRAMP")}
    code = "import sys; print(any('offramp' in name for name in sys.modules))"
    done = subprocess.run(
        [python, "-c", code], env=clean, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n", "inert without a record to write"


@pytest.mark.parametrize("words", [("app.py", "x"), ("--", "app.py", "x"), ("-m", "app", "x")])
def test_the_launcher_runs_a_program_as_python_does(target: Path, words: tuple[str, ...]) -> None:
    write(
        target,
        "app.py",
        "import sys\nassert sys.argv[1:] == ['x'] and __name__ == '__main__'\nimport shop.compat\n",
    )
    folder = target.parent / "record"
    env = record.environment(folder, NAMES, NONCE, base={"PATH": os.environ["PATH"]})
    del env["PYTHONWARNINGS"]
    subprocess.run(
        [sys.executable, "-m", "offramp_recorder", *words], cwd=target, env=env, check=True
    )
    found = record.merge(folder, NONCE, target)
    assert seen(found) == {("app.py", 3, "shop.compat")}
    assert found.reach == ("launcher",)


def test_a_suite_that_is_not_python_cannot_judge(target: Path) -> None:
    """G6, G9: a suite during which nothing recorded proves nothing."""
    folder = target.parent / "record"
    subprocess.run(["true"], env=record.environment(folder, NAMES, NONCE), check=True)
    with pytest.raises(EvidenceError, match="no process recorded"):
        record.merge(folder, NONCE, target)


def test_pytest_gets_the_plugin_and_its_children_are_not_asked_for_it(target: Path) -> None:
    write(
        target,
        "tests/test_it.py",
        """\
        import os, subprocess, sys

        def test_child_pytest_with_another_path(tmp_path):
            (tmp_path / "test_x.py").write_text("def test_x(): pass")
            env = {**os.environ, "PYTHONPATH": "/nowhere"}
            subprocess.run([sys.executable, "-m", "pytest", tmp_path], env=env, check=True)
        """,
    )
    folder = target.parent / "record"
    base = {"PATH": os.environ["PATH"], "PYTEST_ADDOPTS": "-q"}
    env = record.environment(folder, NAMES, NONCE, base=base)
    del env["PYTHONWARNINGS"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest"], cwd=target, env=env, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout.decode()
    assert record.merge(folder, NONCE, target).reach == ("plugin",)
