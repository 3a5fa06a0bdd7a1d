"""The layer: old names are the new modules themselves, and each use is warned of in place."""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
import textwrap
import warnings

import pytest

import lukhas.compat
from lukhas.compat import _aliases

MOVED = {
    "candidate": "labs",
    "candidate.dreams.weaver": "labs.dreams.weaver",
    "lucas.core.settings": "lukhas.core.settings",
    **_aliases.MODULES,
}


@pytest.fixture(autouse=True)
def _forgotten():
    """Old names as if nobody had imported them yet, and everything as before afterwards."""
    before = dict(sys.modules)
    for name in list(sys.modules):
        if _aliases.canonical_name(name) or name.startswith("lukhas.compat."):
            del sys.modules[name]
    for name in [*_aliases.MODULES, "lukhas.compat.embeddings", "lukhas.compat.dreams"]:
        vars(lukhas.compat).pop(name.rpartition(".")[2], None)
    sys.modules[_aliases.__name__] = _aliases
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
def test_an_attribute_of_the_layer_is_imported_when_asked_for() -> None:
    assert lukhas.compat.memory is importlib.import_module("labs.memory.folds")
    with pytest.raises(AttributeError, match="nothing"):
        _ = lukhas.compat.nothing


@pytest.mark.parametrize("name", ["candidate.nothing", "lucas.compat.nothing", "candidates"])
def test_what_never_existed_is_still_not_there(name: str) -> None:
    assert importlib.util.find_spec(name) is None


FORMS = {
    "import candidate.text.tokens": "candidate.text.tokens",
    "from candidate.text import tokens": "candidate.text",
    "from lukhas.compat import memory": "lukhas.compat.memory",
    "from lukhas.compat.embeddings import ngrams": "lukhas.compat.embeddings",
    "from lukhas.compat.dreams import *": "lukhas.compat.dreams",
    "import importlib; importlib.import_module('lukhas.compat.memory')": "lukhas.compat.memory",
    "import lukhas.compat; lukhas.compat.logs": "lukhas.compat.logs",
}


@pytest.mark.parametrize(("form", "old"), FORMS.items())
def test_the_warning_names_the_line_of_the_importer(form: str, old: str) -> None:
    code = compile(f"\n\n{form}\n", "importer.py", "exec")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        exec(code, {"__name__": "importer"})  # noqa: S102 - the importer is a file of its own
    places = [(w.filename, w.lineno) for w in caught if str(w.message).startswith(f"{old} ")]
    assert places == [("importer.py", 3)]


def test_running_an_old_module_still_works() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lukhas.compat.serve", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--port" in done.stdout


def test_installing_twice_installs_once() -> None:
    lukhas.compat.install()
    code = """
        import sys, lukhas.compat
        lukhas.compat.install()
        print(sum(type(f).__name__ == "AliasFinder" for f in sys.meta_path))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "1\n"
