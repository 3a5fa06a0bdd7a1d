"""Stage C: which imports that failed unseen may have taken routes of the baseline with them."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from offramp import git
from offramp.engine import Outcome
from offramp.steps.document import new_failures
from offramp.steps.job import Job

if TYPE_CHECKING:
    from offramp.contract.making.generate import ImportFailure

_MISSING = re.compile(r"cannot import name '(\w+)'")


def causes(job: Job, baseline: Outcome, candidate: Outcome) -> list[str]:
    """Return the failures, one line each, that may be why routes are gone (S9).

    They are new, and not such that the baseline owed nothing to what is missing: where a file
    first tries an import now, survives that it fails, and the module was not the baseline's own,
    no route of the baseline came through it.

    Args:
        job: the run.
        baseline: what its step returned.
        candidate: what the step returned that made the work tree's document.
    """
    commit = baseline.data["commit"]
    failures = new_failures(baseline.value, candidate.value)
    return [str(f) for f in failures if not (f.survived and _is_an_attempt(job, commit, f))]


def _is_an_attempt(job: Job, commit: str, failure: ImportFailure) -> bool:
    """Whether a file of the baseline tries, only now, to import what the baseline had not."""
    before = git.run(job.root, "cat-file", "blob", f"{commit}:{failure.path}", accept=(0, 128))
    missing = _MISSING.search(failure.error)  # of a module that is there
    wanted = failure.module + (f".{missing[1]}" if missing else "")
    said = re.search(rf"\b{wanted.rpartition('.')[2]}\b".encode(), before.stdout)
    return before.returncode == 0 and not said and not _was_there(job, commit, failure.path, wanted)


def _was_there(job: Job, commit: str, path: str, module: str) -> bool:
    """Whether a module, as the file at ``path`` names it, was one of the baseline."""
    name = module.lstrip(".")
    folders = [".", *job.settings.environment.roots]
    if level := len(module) - len(name):  # one of the packages that the file lies in
        folders = [str(parent) for parent in PurePosixPath(path).parents][level - 1 : level]
    places = [PurePosixPath(folder, *name.split(".")) for folder in folders]
    words = [word for place in places for word in (f"{place}", f"{place}.py")]
    return bool(git.run(job.root, "ls-tree", "-z", commit, "--", *words).stdout)
