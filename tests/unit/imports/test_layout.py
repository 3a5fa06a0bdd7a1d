from __future__ import annotations

import pytest

from offramp.imports.layout import ROOTS, Layout
from offramp.imports.targets import Target

TREE = Layout(
    [
        "src/acme/__init__.py",
        "src/acme/compat/__init__.py",
        "src/acme/compat/a.py",
        "src/acme/sub/m.py",
        "src/my/__init__.py",
        "src/my/acme/__init__.py",
        "src/my/acme/compat.py",
        "services/api/web/__init__.py",
        "services/api/web/compat.py",
        "ns/part/m.py",
        "tests/memory/__init__.py",
        "top.py",
    ]
)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("src/acme/__init__.py", "acme"),
        ("src/acme/compat/a.py", "acme.compat.a"),
        ("src/my/acme/compat.py", "my.acme.compat"),
        ("services/api/web/compat.py", "web.compat"),
        ("ns/part/m.py", "ns.part.m"),
        ("top.py", "top"),
    ],
)
def test_a_module_is_named_from_the_top_of_its_packages(path: str, name: str) -> None:
    assert TREE.names(path)[0] == name


def test_a_folder_without_an_init_in_a_package_is_named_from_the_source_root() -> None:
    assert "acme.sub.m" in TREE.names("src/acme/sub/m.py")


@pytest.mark.parametrize(
    ("dotted", "path"),
    [
        ("acme.compat", "src/acme/compat/__init__.py"),
        ("web.compat", "services/api/web/compat.py"),
        ("acme.nothing", None),
    ],
)
def test_a_module_is_found(dotted: str, path: str | None) -> None:
    assert TREE.find(dotted) == path


def test_a_layer_is_its_package_and_not_a_copy_in_another_one() -> None:
    files = TREE.own_files(Target("acme.compat", "acme.compat"))
    assert files == {"src/acme/compat/__init__.py", "src/acme/compat/a.py"}


def test_tests_of_a_module_are_not_the_module() -> None:
    assert not TREE.own_files(Target("memory", "memory"))


def test_a_renamed_root_lies_where_its_new_name_does() -> None:
    layout = Layout(["back/app/__init__.py", "back/memory/a.py", "back/stores/__init__.py"])
    memory = Target("memory", "memory")
    assert layout.homes("stores") == (*ROOTS, "back")
    assert layout.own_files(memory, "stores") == {"back/memory/a.py"}
    assert not layout.own_files(memory, "other")


@pytest.mark.parametrize("new", ["stores/__init__.py", "src/stores.py", "lib/stores/deep/a.py"])
def test_a_new_name_under_a_usual_root_is_not_looked_for_elsewhere(new: str) -> None:
    assert Layout([new, "tests/stores/__init__.py"]).homes("stores") == ROOTS


@pytest.mark.parametrize("module", ["compat.py", "compat/__init__.py", "compat/deep/a.py"])
def test_a_namespace_package_lies_where_a_module_of_it_is_known_to(module: str) -> None:
    """PEP 420: nothing in the folders says that ``dist/ns`` is no package of its own."""
    layout = Layout([f"dist/ns/part/{module}", "dist/ns/part/m.py"], ["ns.part.compat"])
    assert "ns.part" in layout.packages("dist/ns/part/m.py")
    assert layout.own_files(Target("ns.part.compat", "ns.part.compat"))
    assert "ns" in layout.tops("dist/ns/part/m.py")


def test_a_copy_in_another_package_is_another_module() -> None:
    copy = ["my/__init__.py", "my/ns/compat.py", "my/ns/m.py"]
    assert Layout(copy, ["ns.compat"]).roots == ROOTS
    beside = ["ns/compat.py", "data/ns/compat.py", "data/ns/m.py"]
    assert "data" not in Layout(beside, ["ns.compat"]).roots


def test_the_longest_module_of_a_name() -> None:
    assert TREE.longest("acme.compat.a.f", ("", "src")) == "acme.compat.a"
    assert TREE.longest("acme.compat.f.g", ("src",)) == "acme.compat"
    assert TREE.longest("acme.compat.a", ("",)) == ""


def test_python_lies_under_a_folder_without_an_init_but_not_under_data() -> None:
    layout = Layout(["ns/part/m.py", "data/a.json"])
    assert layout.has("ns", ROOTS)
    assert not layout.has("data", ROOTS)
    assert not layout.has("n", ROOTS)


def test_a_submodule_lies_beside_the_init_file() -> None:
    layout = Layout(["a/__init__.py", "a/m.py", "a/p/__init__.py", "b.py", "top/__init__.py"])
    assert layout.has_submodule("a/__init__.py", "m")
    assert layout.has_submodule("a/__init__.py", "p")
    assert not layout.has_submodule("a/__init__.py", "x")
    assert not layout.has_submodule("a/m.py", "p"), "only a package has modules"
    assert not layout.has_submodule("a/__init__.py", "b")
