"""The lock files of Pipenv and PDM: what each pins, as lines that an installer takes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from offramp.checkout.requirements.own import normal
from offramp.errors import EnvironmentProblem

if TYPE_CHECKING:
    from offramp.checkout.requirements.files import Reader

_CLAUSE = re.compile(r"([<>=!~]+)\s*([^\s,]+)")


def pipfile(reader: Reader, name: str, extras: Sequence[str], groups: Sequence[str]) -> None:
    """Read ``Pipfile.lock``: each package of ``default`` and of the groups that are asked for.

    Raises:
        EnvironmentProblem: it is not JSON, or has no such group.
    """
    del extras  # Pipenv has none of the project's own
    try:
        data = json.loads(reader.read(name))
    except ValueError as error:
        raise EnvironmentProblem("a file is not JSON", found=str(error), where=name) from error
    for group in ("default", *("develop" if g == "dev" else g for g in groups)):
        if group not in data:
            raise EnvironmentProblem(f"{name} has no group {group!r}", where=name)
        for package, entry in sorted(data[group].items()):
            reader.take(_of_pipfile(package, entry), name)
    reader.source.whole = True


def _of_pipfile(name: str, entry: Mapping[str, Any]) -> str:
    extras = f"[{','.join(entry['extras'])}]" if entry.get("extras") else ""
    if "git" in entry:
        return f"{name}{extras} @ git+{entry['git']}@{entry['ref']}"
    if "path" in entry or "file" in entry:
        return f"{entry.get('path') or entry['file']}{extras}"
    marker = f" ; {entry['markers']}" if entry.get("markers") else ""
    hashes = [f" --hash={digest}" for digest in entry.get("hashes", [])]
    return f"{name}{extras}{entry.get('version', '')}{marker}{''.join(hashes)}".replace("*", "")


def pdm(reader: Reader, name: str, extras: Sequence[str], groups: Sequence[str]) -> None:
    """Read ``pdm.lock``: each package of the default group and of those that are asked for.

    Raises:
        EnvironmentProblem: it was made without the groups of each package.
    """
    data = reader.toml(name)
    wanted = {"default", *(normal(word) for word in (*extras, *groups))}
    for package in data.get("package", []):
        if "groups" not in package:
            raise EnvironmentProblem(
                f"{name} does not say which group a package belongs to",
                expected="a lock of PDM 2.11 or newer",
                where=name,
                next="pdm export -o requirements.txt, and name it in [tool.offramp.environment]",
            )
        local = package.get("path") in (".", "./.") or package.get("editable") is True
        if not local and wanted & {normal(group) for group in package["groups"]}:
            reader.take(_of_pdm(package), name)
    reader.source.whole = True


def _of_pdm(package: Mapping[str, Any]) -> str:
    hashes = [f" --hash={file['hash']}" for file in package.get("files", []) if "hash" in file]
    if "git" in package:
        line, hashes = f"{package['name']} @ git+{package['git']}@{package['revision']}", []
    elif "path" in package:
        line, hashes = f"{package['name']} @ {package['path']}", []
    elif "url" in package:
        line = f"{package['name']} @ {package['url']}"
    else:
        line = f"{package['name']}=={package['version']}"
    markers = [package["marker"]] if package.get("marker") else []
    markers += [
        f"python_full_version {operator} '{number}'"
        for operator, number in _CLAUSE.findall(package.get("requires_python", ""))
    ]
    line += " ; " + " and ".join(f"({m})" for m in markers) if markers else ""
    return line + "".join(hashes)
