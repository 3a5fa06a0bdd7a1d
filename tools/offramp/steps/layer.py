"""The layer itself: the files that it consists of, what is left of it, and whether it is gone."""

from __future__ import annotations

from offramp import git
from offramp.errors import CannotJudge
from offramp.steps.job import Job


def files(job: Job) -> list[str]:
    """Return the tracked files that the layer consists of."""
    from offramp.imports.layout import Layout
    from offramp.imports.targets import Target

    layout = Layout(git.paths(job.root, "ls-files", "-z"), job.layers())
    return sorted({p for name in job.layers() for p in layout.own_files(Target(name, name))})


def left(job: Job) -> list[str]:
    """Return which names of the layer, and which old roots, are still to be removed.

    An old root without files of its own is served by the layer, and goes with it.
    """
    from offramp.imports.layout import Layout
    from offramp.imports.targets import Target

    layers, renames = job.settings.compat.layer, job.settings.compat.renames
    layout = Layout(git.paths(job.root, "ls-files", "-z"), [*layers, *renames])
    there = [name for name in layers if layout.own_files(Target(name, name))]
    roots = [
        old
        for old, new in renames.items()
        if there or layout.own_files(Target(old, old, layer=False), new)
    ]
    return there + roots


def gone(job: Job) -> bool:
    """Whether the layer is no longer in the tree, so that its absence can only be shown again.

    Raises:
        CannotJudge: there is no layer of this name in the history either. A name with a slip in it
            is never found in any tree; that must not pass for a removal.
    """
    if files(job):
        return False
    names = [name.replace(".", "/") for name in job.layers()]
    specs = [f":(glob)**/{name}{end}" for name in names for end in (".py", "/**")]
    if not git.text(job.root, "log", "-1", "--format=%H", "HEAD", "--", *specs):
        raise CannotJudge(
            f"the layer {', '.join(job.layers())} is not there, and never was",
            expected="a module or package of that name in the tree, or in the history of HEAD",
            found="neither",
            next="correct layer in [tool.offramp.compat]; in a shallow clone, fetch the history",
        )
    return True
