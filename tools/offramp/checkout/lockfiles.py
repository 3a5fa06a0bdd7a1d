"""Lock files: what each kind pins, as lines that an installer takes."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from offramp.checkout.installers import child_environment, find_uv, last_lines
from offramp.errors import EnvironmentProblem

if TYPE_CHECKING:
    from offramp.checkout.requirement_files import Reader


def uv_lock(reader: Reader, name: str, extras: Sequence[str], groups: Sequence[str]) -> None:
    """Read ``uv.lock`` with uv itself, which knows what the format means.

    Raises:
        EnvironmentProblem: there is no uv, or it refuses the file.
    """
    uv = find_uv()
    if uv is None:
        raise EnvironmentProblem(
            f"{name} cannot be read without uv",
            expected="the program uv",
            next="pip install uv, or name requirement files in [tool.offramp.environment]",
        )
    reader.read(name)
    folder = (reader.tree / name).parent
    chosen = [f"--extra={extra}" for extra in extras] + [f"--group={group}" for group in groups]
    done = subprocess.run(
        [
            *(uv, "export", "--frozen", "--no-emit-project", "--no-dev", "--no-annotate"),
            *("--no-header", "--quiet", *chosen),
        ],
        cwd=folder,
        env=child_environment(),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise EnvironmentProblem(
            f"uv could not read {name}", found=last_lines(done.stderr), where=name
        )
    for line in _joined(done.stdout.decode()):
        reader.take(line, name)
    reader.source.whole = True


def pylock(reader: Reader, name: str, extras: Sequence[str], groups: Sequence[str]) -> None:
    """Take ``pylock.toml`` (PEP 751) as it is: the installer reads it.

    Raises:
        EnvironmentProblem: it is no pylock.
    """
    data = reader.toml(name)
    if not isinstance(data.get("packages"), list) or "lock-version" not in data:
        raise EnvironmentProblem(
            f"{name} is no lock file", expected="lock-version and packages (PEP 751)", where=name
        )
    del extras, groups  # PEP 751 decides them when the lock is written
    reader.source.lines.append(reader.read(name))


def poetry_lock(reader: Reader, name: str, extras: Sequence[str], groups: Sequence[str]) -> None:
    """Read ``poetry.lock``: each package that the main group, or one asked for, needs.

    Raises:
        EnvironmentProblem: a package comes from a place that cannot be pinned here.
    """
    data = reader.toml(name)
    wanted = {"main", *groups}
    optional = {
        package.split(" ")[0]
        for extra in extras
        for package in data.get("extras", {}).get(extra, [])
    }
    grouped = False
    for package in data.get("package", []):
        grouped = grouped or "groups" in package
        if "groups" in package and not wanted & set(package["groups"]):
            continue
        if package.get("optional") and package["name"] not in optional:
            continue
        reader.source.lines.append(_pin(package, wanted, name))
    if not grouped:
        reader.source.notes.append(f"{name} names no groups: what developers need is installed too")
    reader.source.whole = True


def _pin(package: Mapping[str, Any], wanted: set[str], lock: str) -> str:
    source = package.get("source", {})
    kind = source.get("type", "index")
    if kind == "git":
        pin = f"{package['name']} @ git+{source['url']}@{source['resolved_reference']}"
    elif kind == "url":
        pin = f"{package['name']} @ {source['url']}"
    elif kind in ("index", "legacy"):
        pin = f"{package['name']}=={package['version']}"
    else:
        raise EnvironmentProblem(
            f"{package['name']} comes from a {kind}, which a lock cannot pin",
            where=lock,
            next="name requirement files in [tool.offramp.environment]",
        )
    markers = package.get("markers", "")
    if isinstance(markers, dict):  # one for each group
        each = [markers.get(group, "") for group in sorted(wanted & set(package["groups"]))]
        markers = "" if "" in each else " or ".join(f"({m})" for m in each)
    hashes = [f"--hash={file['hash']}" for file in package.get("files", []) if "hash" in file]
    return " ".join(
        [pin + (f" ; {markers}" if markers else ""), *(hashes if kind != "git" else ())]
    )


def _joined(text: str) -> list[str]:
    return [
        " ".join(line.split()) for line in text.replace("\\\n", " ").splitlines() if line.strip()
    ]


READERS: Mapping[str, Callable[[Reader, str, Sequence[str], Sequence[str]], None]] = {
    "uv.lock": uv_lock,
    "pylock.toml": pylock,
    "poetry.lock": poetry_lock,
}
"""Which lock file is read by whom, by file name."""
