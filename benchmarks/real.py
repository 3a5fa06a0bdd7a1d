"""offramp on code that nobody here wrote, fetched from a package index and never committed."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

OFFRAMP = [sys.executable, "-m", "offramp"]
GIT = ["git", "-c", "user.name=b", "-c", "user.email=b@example.com"]
APP = "from prefect.server.api.server import create_app\n\napp = create_app()\n"


def imports(scratch: Path) -> None:
    """Print who uses ``requests.compat`` and ``pandas.compat``, beside what git grep finds.

    pandas comes as a wheel: its source distribution has no metadata without a compiler, and the
    Python files are the same.
    """
    for name, version, form in (("requests", "2.32.3", "sdist"), ("pandas", "2.2.3", "wheel")):
        tree = _fetch(scratch, name, version, form)
        layer = f"{name}.compat"
        report = _json(["compat-report", "--repo", str(tree), "--layer", layer])
        counted = [r for r in report["references"] if r["counts"]]
        kinds = Counter(r["kind"] for r in counted)
        ours = {r["path"] for r in counted}
        grep = subprocess.run(
            ["git", "grep", "-nIF", layer], cwd=tree, capture_output=True, text=True, check=False
        ).stdout.splitlines()
        theirs = {line.partition(":")[0] for line in grep}
        print(f"{name} {version}: {report['scanned_files']} files, layer {layer}")
        print(f"  offramp: {report['hits']} hits in {len(ours)} files ({dict(kinds)})")
        print(f"  git grep -F: {len(grep)} lines in {len(theirs)} files")
        print(f"  offramp alone: {_some(ours - theirs)}")
        print(f"  git grep alone: {_some(theirs - ours)}\n")


def contract(scratch: Path) -> None:
    """Print how the API of prefect's server changed between two releases.

    They are two commits of one repository, each with an environment of its own.
    """
    tree = scratch / "prefect"
    tree.mkdir()
    (tree / "app.py").write_text(APP)
    (tree / "offramp.toml").write_text('[openapi]\napp = "app:app"\n')
    _git(tree, "init", "-q", "-b", "main")
    for version in ("3.4.0", "3.6.5"):
        pins = f"prefect=={version}\nfastapi<0.116\nstarlette<0.47\n"
        (tree / "requirements.txt").write_text(pins)
        _git(tree, "add", "--all", "app.py", "offramp.toml", "requirements.txt")
        _git(tree, "commit", "-q", "-m", f"prefect {version}")
        if version == "3.4.0":
            _git(tree, "switch", "-q", "-c", "work")
    diff = _json(["openapi-diff", "--repo", str(tree)])
    breaking = [f for f in diff["findings"] if f["severity"] == "breaking"]
    witnessed = sum(bool(f["witness"]) for f in breaking)
    print(f"prefect 3.4.0 to 3.6.5: {diff['verdict']}, {diff['counts']}")
    print(f"  {witnessed} of {len(breaking)} breaking changes have a witness")
    for finding in breaking:
        print(f"  {finding['rule']}: {finding['message']}")


def _fetch(scratch: Path, name: str, version: str, form: str) -> Path:
    only = "--no-binary" if form == "sdist" else "--only-binary"
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", only, name]
    subprocess.run([*command, "-d", str(scratch), f"{name}=={version}"], check=True)
    (archive,) = scratch.glob(f"{name}-*")
    tree = scratch / f"tree-{name}"
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(tree)
    else:
        with tarfile.open(archive) as sdist:
            sdist.extractall(tree, filter="data")
    _git(tree, "init", "-q")
    _git(tree, "add", "--all", "--force")
    _git(tree, "commit", "-q", "-m", "as published")
    return tree


def _git(tree: Path, *words: str) -> None:
    subprocess.run([*GIT, *words], cwd=tree, check=True)


def _json(words: list[str]) -> dict[str, Any]:
    done = subprocess.run([*OFFRAMP, *words, "--json"], capture_output=True, text=True, check=False)
    data: dict[str, Any] = json.loads(done.stdout)
    if done.returncode not in {0, 2}:
        raise SystemExit(f"offramp could not judge: {data['error']}")
    return data


def _some(paths: set[str]) -> str:
    shown = ", ".join(sorted(paths)[:12])
    return shown + (f" and {len(paths) - 12} more" if len(paths) > 12 else "") or "none"
