"""The layer: old names are the new modules themselves, and each use is warned of in place."""

from __future__ import annotations

import importlib
import importlib.util
import logging.config
import os
import pickle
import pkgutil
import subprocess
import sys
import textwrap
import threading
import types
import unittest.mock
import warnings
from pathlib import Path

import pytest

import lukhas.compat
from lukhas.compat import _aliases, _record, _uses

LAYER = {
    **_aliases.MODULES,
    "lukhas.compat.embeddings": "labs.text.ngrams",
    "lukhas.compat.dreams": "lukhas.plugins.dreams",
    "lukhas.compat.serve": "lukhas.serve",
}
MOVED = {
    "candidate": "labs",
    "candidate.dreams.weaver": "labs.dreams.weaver",
    "lucas.core.settings": "lukhas.core.settings",
    **LAYER,
}


def execute(
    code: str, file: str = "importer.py", module: str = "importer", **names: object
) -> None:
    """Execute ``code`` as if it were line 3 of ``file``."""
    compiled = compile(f"\n\n{code}\n", file, "exec")
    exec(compiled, {"__name__": module, **names})  # noqa: S102 - a file of its own


def run(code: str, *args: str) -> str:
    """Return what ``code`` prints in an interpreter of its own."""
    command = [sys.executable, "-c", textwrap.dedent(code), *args]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(autouse=True)
def _forgotten():
    """Old names as if nobody had imported them yet, and everything as before afterwards."""
    before = dict(sys.modules)
    for name in list(sys.modules):
        if _aliases.canonical_name(name) or name.startswith("lukhas.compat."):
            del sys.modules[name]
    for name in LAYER:
        vars(lukhas.compat).pop(name.rpartition(".")[2], None)
    for module in (_aliases, _record, _uses):
        sys.modules[module.__name__] = module
    yield
    sys.modules.clear()
    sys.modules.update(before)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("old", "new"), MOVED.items())
def test_an_old_name_is_the_new_module(old: str, new: str) -> None:
    module = importlib.import_module(new)
    spec = module.__spec__
    assert importlib.import_module(old) is module
    assert module.__name__ == new
    assert module.__spec__ is spec


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("old", "new"), LAYER.items())
def test_an_attribute_of_the_layer_is_imported_when_asked_for(old: str, new: str) -> None:
    name = old.rpartition(".")[2]
    for _ in range(2):
        assert getattr(lukhas.compat, name) is importlib.import_module(new)
        vars(lukhas.compat).pop(name, None)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_is_patched_under_an_old_name_is_patched() -> None:
    new = importlib.import_module("labs.text.ngrams")
    with unittest.mock.patch("lukhas.compat.embeddings.ngrams") as patched:
        assert new.ngrams is patched


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("parent", ["candidate", "lucas.core", "lukhas.compat"])
def test_what_never_existed_is_still_not_there(parent: str) -> None:
    assert importlib.util.find_spec(f"{parent}.nothing") is None
    with pytest.raises(AttributeError, match="nothing"):
        getattr(importlib.import_module(parent), "nothing")  # noqa: B009 - no use of such a name
    assert importlib.util.find_spec(f"{parent.partition('.')[0]}s") is None


FORMS = {
    "import candidate.text.tokens": "candidate.text.tokens",
    "from candidate.text import tokens": "candidate.text",
    "from lukhas.compat import memory": "lukhas.compat.memory",
    "from lukhas.compat.embeddings import ngrams": "lukhas.compat.embeddings",
    "from lukhas.compat.dreams import *": "lukhas.compat.dreams",
    "import importlib; importlib.import_module('lukhas.compat.memory')": "lukhas.compat.memory",
    "import lukhas.compat; lukhas.compat.logs": "lukhas.compat.logs",
    "pickle.loads(b'ccandidate.text.tokens\\ncount\\n.')": "candidate.text.tokens",
    "pickle._loads(b'ccandidate.text.tokens\\ncount\\n.')": "candidate.text.tokens",
    "pkgutil.resolve_name('candidate.text.tokens:count')": "candidate.text.tokens",
    "mock.patch('candidate.text.tokens.count').start()": "candidate",
    "pytest.MonkeyPatch().delattr('candidate.text.tokens.none', raising=False)": "candidate",
    "resolver.resolve('candidate.text.tokens.count')": "candidate",
}


# Files that are neither the layer's nor the standard library's, for all that they look like it.
NEIGHBOURS = [
    "importer.py",
    f"{Path(_uses.__file__).parent}_tools.py",
    f"{Path(os.__file__).parent}/site-packages/importer.py",
]


@pytest.mark.parametrize(("form", "old"), FORMS.items())
@pytest.mark.parametrize("file", NEIGHBOURS)
def test_the_warning_names_the_line_of_the_importer(form: str, old: str, file: str) -> None:
    resolver = logging.config.BaseConfigurator({})
    names = {"pickle": pickle, "pkgutil": pkgutil, "mock": unittest.mock}
    names |= {"pytest": pytest, "resolver": resolver}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        execute(form, file, **names)
    unittest.mock.patch.stopall()
    places = [(w.filename, w.lineno) for w in caught if str(w.message).startswith(f"{old} ")]
    assert places == [(file, 3)]


def test_a_filter_by_module_is_of_the_importers_module() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.filterwarnings("error", category=DeprecationWarning, module="importer")
        execute("import candidate", module="another")
        del sys.modules["candidate"]
        with pytest.raises(DeprecationWarning, match="candidate is deprecated, import labs"):
            execute("import candidate")


def test_nobody_is_blamed_for_what_python_runs_itself() -> None:
    command = [sys.executable, "-W", "always", "-m", "lukhas.compat.serve", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "sys:0: DeprecationWarning: lukhas.compat.serve is deprecated" in done.stderr


@pytest.mark.parametrize("name", ["lukhas.compat.serve", "lucas.serve"])
def test_running_an_old_module_still_works(name: str) -> None:
    code = """
        import runpy, sys, lukhas
        sys.argv = ["serve", "--help"]
        runpy.run_module(sys.orig_argv[-1], run_name="__main__", alter_sys=True)
    """
    assert "--port" in run(code, name)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_spec_of_an_alias_tells_what_it_stands_for() -> None:
    for old in ("candidate.text", "candidate.text.tokens"):
        spec = importlib.util.find_spec(old)
        real = importlib.util.find_spec(_aliases.canonical_name(old))
        assert spec.origin == real.origin
        assert spec.submodule_search_locations == real.submodule_search_locations
        assert spec.loader.get_source(old) == real.loader.get_source(real.name)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_module_is_reloaded_by_either_name() -> None:
    new = importlib.import_module("labs.text.tokens")
    before = new.count
    assert importlib.reload(importlib.import_module("candidate.text.tokens")) is new
    assert new.count is not before
    assert new.__spec__.name == "labs.text.tokens"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_stand_ins_are_served_and_never_imported_a_second_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = "labs.text.tokens"
    for double in (types.ModuleType(name), types.SimpleNamespace()):
        monkeypatch.setitem(sys.modules, name, double)
        assert importlib.import_module("candidate.text.tokens") is double
        del sys.modules["candidate.text.tokens"]
        monkeypatch.setitem(sys.modules, "lukhas.compat.memory", double)
        assert lukhas.compat.memory is double
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ModuleNotFoundError, match="halted"):
        importlib.import_module("candidate.text.tokens")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_threads_that_ask_by_different_names_leave_the_module_as_it_was() -> None:
    names = ["candidate.text.tokens", "lukhas.compat.tokens"] * 2
    new = importlib.import_module("labs.text.tokens")
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(100):
            for name in names:
                sys.modules.pop(name, None)
            start = threading.Barrier(len(names))

            def ask(name: str, start: threading.Barrier = start) -> None:
                start.wait()
                importlib.import_module(name)

            threads = [threading.Thread(target=ask, args=(name,)) for name in names]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert new.__spec__.name == "labs.text.tokens"
            assert sys.modules[names[0]] is sys.modules[names[1]] is new
    finally:
        sys.setswitchinterval(interval)


def test_installing_twice_installs_once() -> None:
    lukhas.compat.install()
    code = """
        import importlib, sys, lukhas.compat
        lukhas.compat.install()
        importlib.reload(lukhas.compat._aliases).install()
        print(sum(type(f).__name__ == "AliasFinder" for f in sys.meta_path))
    """
    assert run(code) == "1\n"
