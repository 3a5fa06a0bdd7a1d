"""Say which relative links of the Markdown pages lead nowhere; exits with 2 where one does."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)")


def dead() -> list[str]:
    """Return ``page:line: target`` for each link to a file that does not exist."""
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*/*.md")]
    return [
        f"{page.relative_to(ROOT).as_posix()}:{number}: {target}"
        for page in sorted(pages)
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1)
        for target in LINK.findall(line)
        if not (page.parent / target).exists()
    ]


if __name__ == "__main__":
    found = dead()
    sys.stderr.writelines(f"dead link: {entry}\n" for entry in found)
    sys.exit(2 if found else 0)
