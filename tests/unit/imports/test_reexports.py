"""Which files may take a name from the module that hands it on."""

from __future__ import annotations

import re

import pytest

from offramp.imports.layout import Layout
from offramp.imports.reexports import ReexportSearch, handed_on
from offramp.imports.targets import Targets

SEARCH = ReexportSearch({"app.core.views.text", "app.given"})


@pytest.mark.parametrize(
    "text",
    [
        "from app.core.views import text",
        "from app.core.views import (\n    other,\n    text,\n)",
        "from app.core.views import other, \\\n    text",
        "from app.core.views import *",
        "from app.core import views\nviews.text",
        "from app import core\ncore.views.text",
        "import app.core.views\napp.core.views.text",
        "import app.core.views as v\nv.text",
        "import app\napp.core.views.text",
        "import os, app\napp.given",
        "import app\nsetattr(app, 'given', 1)",
        "from app import given",
    ],
)
def test_a_file_that_may_take_it(text: str) -> None:
    assert SEARCH.finds("main.py", text.encode(), ())


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/core/main.py", "from .views import text"),
        ("app/core/main.py", "from . import views\nviews.text"),
        ("app/main.py", "from . import given"),
        ("app/x/main.py", "from ..core.views import *"),
        ("app/x/main.py", "from .. import given"),
        ("app/x/y/main.py", "from ... import (\n    given)"),
    ],
)
def test_a_relative_import_fits_by_its_last_component(path: str, text: str) -> None:
    assert SEARCH.finds(path, text.encode(), ("app",))
    assert not SEARCH.finds(path, text.encode(), ("other",))


@pytest.mark.parametrize(
    "text",
    [
        "from app.core.views import other",
        "from app.other.views import text",
        "from other.core.views import text  # app",
        "import app\nx.text",
        "import app.core\napp.core.other",
        "text = 'app'",
    ],
)
def test_a_file_that_cannot(text: str) -> None:
    assert not SEARCH.finds("main.py", text.encode(), ())


def test_a_name_in_a_folder_that_is_no_package_is_not_handed_on() -> None:
    layout = Layout(["site-packages/app/__init__.py", "site-packages/app/views.py"])
    exports = {"site-packages/app/views.py": {"text": "acme.compat.text"}}
    found = handed_on(exports, layout, Targets(["acme.compat"], {}))
    assert found == {"app.views.text": "acme.compat.text"}


def test_a_name_that_is_a_module_of_the_tree_is_that_module() -> None:
    """After a rename, ``labs/__init__.py`` may still take ``core`` from ``candidate``."""
    layout = Layout(["labs/__init__.py", "labs/core/__init__.py"])
    exports = {"labs/__init__.py": {"core": "candidate.core", "other": "candidate.other"}}
    found = handed_on(exports, layout, Targets([], {"candidate": "labs"}))
    assert found == {"labs.other": "candidate.other"}


def test_any_number_of_packages_is_looked_for() -> None:
    """The text of one such file, and of one that names another package."""
    for count in (1, 16, 17, 300):
        search = ReexportSearch({f"app{i}.mod.text" for i in range(count)})
        last = f"from app{count - 1}.mod import text\n".encode()
        other = b"from application.mod import text\n"
        assert any(re.search(pattern.encode(), last) for pattern in search.patterns)
        assert not any(re.search(pattern.encode(), other) for pattern in search.patterns)
        assert search.finds("m.py", last, ["m"])
        assert not search.finds("m.py", other, ["m"])
