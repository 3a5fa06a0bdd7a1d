"""``poetry.lock``: which versions it pins, and whether it is older than pyproject.toml."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from offramp.checkout.requirements import projects
from offramp.checkout.requirements.poetry import python_marker, table_of
from offramp.errors import EnvironmentProblem

if TYPE_CHECKING:
    from offramp.checkout.requirements.files import Reader

_DECISIVE = ("dependencies", "source", "extras", "dev-dependencies")


def read(reader: Reader, name: str, extras: Sequence[str], groups: Sequence[str]) -> None:
    """Read ``poetry.lock``: its pins bound what pyproject.toml asks for.

    So the installer itself follows extras and markers through the dependencies, as Poetry does,
    and checks the hashes of the pins.

    Raises:
        EnvironmentProblem: it lies below the root, or a package comes from a place that cannot be
            pinned here.
    """
    if "/" in name:
        raise EnvironmentProblem(
            "a poetry.lock below the root cannot be read",
            where=name,
            next="name requirement files in [tool.offramp.environment]",
        )
    data = reader.toml(name)
    locked = data.get("package", [])
    often = Counter(package["name"] for package in locked)
    pins = [_pin(package, name, marked=often[package["name"]] > 1) for package in locked]
    reader.source.constraints += [pin for pin in pins if pin]
    projects.read(reader, extras, groups)
    said = data.get("metadata", {}).get("content-hash")
    if said and said not in _content_hashes(reader.toml("pyproject.toml")):
        reader.source.notes.append(f"{name} is older than pyproject.toml (poetry lock renews it)")


def _content_hashes(data: Mapping[str, Any]) -> set[str]:
    """Return what a lock may say of this pyproject.toml: the versions of Poetry differ in it."""
    table = table_of(data)
    said = {k: table[k] for k in (*_DECISIVE, "group") if table.get(k) is not None}
    new = ("requires-python", "dependencies", "optional-dependencies")
    project = {k: data["project"][k] for k in new if k in data.get("project", {})}
    forms: list[Mapping[str, Any]] = [{**dict.fromkeys(_DECISIVE), **said}]
    for groups in (data.get("dependency-groups"), None):
        parts = {"project": project, "dependency-groups": groups, "tool": {"poetry": said}}
        forms.append({key: part for key, part in parts.items() if part or key == "tool"})
    return {sha256(json.dumps(form, sort_keys=True).encode()).hexdigest() for form in forms}


def _pin(package: Mapping[str, Any], name: str, *, marked: bool) -> str | None:
    """Return a package of the lock as a line; ``marked`` where several versions are locked."""
    source = package.get("source", {})
    kind = source.get("type", "index")
    if kind == "git":
        below = f"#subdirectory={source['subdirectory']}" if "subdirectory" in source else ""
        return f"{package['name']} @ git+{source['url']}@{source['resolved_reference']}{below}"
    if kind == "url":
        return f"{package['name']} @ {source['url']}"
    if kind in ("directory", "file"):
        return None  # what is in the tree is pinned by it
    if kind not in ("index", "legacy"):
        raise EnvironmentProblem(
            f"{package['name']} comes from a {kind}, which a lock cannot pin",
            where=name,
            next="name requirement files in [tool.offramp.environment]",
        )
    hashes = [f"--hash={file['hash']}" for file in package.get("files", []) if "hash" in file]
    marker = f" ; {_marker(package)}" if marked else ""
    return " ".join([f"{package['name']}=={package['version']}{marker}", *hashes])


def _marker(package: Mapping[str, Any]) -> str:
    """Return where one of several versions holds: by its markers, or by the Pythons it is for."""
    said = package.get("markers", "")
    each = sorted(set(said.values())) if isinstance(said, dict) else [said]
    if all(each):
        return " or ".join(f"({marker})" for marker in each)
    return python_marker(package.get("python-versions", "*")) or "python_version >= '0'"
