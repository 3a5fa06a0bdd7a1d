"""What laying out a commit of many files costs, and clearing it away, beside plain git."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from measure import compare, machine, table

FILES = 17_000
FUNCTION = "def f{n}(a, b={n}):\n    return a * b + {n}\n\n\n"
OURS = """
import sys
from pathlib import Path
from offramp.checkout import worktrees
with worktrees.worktree(Path(sys.argv[1]), "HEAD", only=sys.argv[2:]):
    pass
"""


def worktrees(scratch: Path) -> None:
    """Lay out and clear away a repository of 17,000 files: all of it, and one folder of it."""
    root, place = scratch / "repository", scratch / "place"
    _repository(root)
    git = f"git -C '{root}' worktree"
    plain = f"{git} add --quiet --detach '{place}' HEAD && {git} remove --force '{place}'"
    ours = ["env", f"XDG_CACHE_HOME={scratch}/cache", sys.executable, "-c"]
    figures = compare(
        {
            "git worktree add and remove": ["sh", "-c", plain],
            "offramp": [*ours, OURS, str(root)],
            "offramp, one folder of 40": [*ours, OURS, str(root), "package7"],
            "python -c pass": [*ours, "pass"],
        },
        cwd=scratch,
    )
    print(f"worktrees of {FILES} files ({machine()})\n{table(figures)}\n")


def _repository(root: Path) -> None:
    for number in range(FILES):
        folder = root / f"package{number % 40}" / f"part{number % 17}"
        folder.mkdir(parents=True, exist_ok=True)
        size = (1, 2, 5, 10, 30, 60, 120)[number % 7]
        text = "".join(FUNCTION.format(n=number + n) for n in range(size))
        (folder / f"module{number}.py").write_text(text)
    said = ("user.name=B", "user.email=b@example.com", "commit.gpgsign=false", "gc.auto=0")
    who = [word for setting in said for word in ("-c", setting)]
    for words in (["init", "-q"], ["add", "--all"], ["commit", "-q", "-m", "Begin"], ["gc", "-q"]):
        subprocess.run(["git", "-C", str(root), *who, *words], check=True)
