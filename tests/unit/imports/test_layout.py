from __future__ import annotations

import pytest

from offramp.imports.layout import Layout
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
