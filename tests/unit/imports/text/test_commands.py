"""Commands: each word that is a module's name counts, what is only printed does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from offramp.imports.mentions import Mentions
from offramp.imports.places import Places
from offramp.imports.text.commands import record_commands


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("python -m a.compat", True),
        ("python -ma.compat", True),
        ('CMD ["python", "-m", "a.compat"]', True),
        ("gunicorn a.compat:app", True),
        ("worker a.compat --now", True),
        ("export M=a.compat", True),
        ("echo a.compat", False),
        ("\t@echo python -m a.compat", False),
        ("RUN echo a.compat", False),
        ("say 'about a.compat today'", False),
        ("ls src/a/compat", False),
        ("true # a.compat", False),
    ],
)
def test_a_line(mentions: Mentions, places: Callable[..., Places], line: str, counts: bool) -> None:
    here = places(f"first\r\n{line}\r\n", "run.sh")
    record_commands(mentions, here)
    assert [(r.line, r.counts) for r in here.references] == [(2, counts)]
    (reference,) = here.references
    assert here.source.text[slice(*(reference.span or ()))].startswith(("a.compat", "a/compat"))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("python -m memory", True),
        ('CMD ["python", "-m", "memory"]', True),
        ("python -Im memory.cli", True),
        ("python -mmemory", True),
        ("coverage run -m memory", True),
        ("pytest -p memory", True),
        ("pytest --cov=memory", True),
        ("celery -A memory worker", True),
        ("gunicorn memory:app --now", True),
        ("gunicorn memory.main:app", True),
        ("mypy \\\n  -p memory", True),
        ("memory --limit 3", False),
        ("worker memory:app", False),
        ("pytest -m memory", False),
        ('python -m pytest -m "memory and slow"', False),
        ("pytest \\\n  -m memory", False),
        ("git commit -m memory", False),
        ("mkdir -p memory", False),
        ("ansible all -m memory.usage", False),
    ],
)
def test_one_word_needs_an_option_of_a_program_that_imports(
    mentions: Mentions, places: Callable[..., Places], line: str, found: bool
) -> None:
    here = places(line + "\n", "run.sh")
    record_commands(mentions, here)
    assert [r.counts for r in here.references] == [True] * found


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("pip install \\\n  x \\\n  a.compat\nworker a.compat\n", [False, True]),
        ("cat > notes.txt <<END\nall of a.compat went\nEND\nworker a.compat\n", [False, True]),
        ("cat > x.py <<END\nimport a.compat\nEND\n", [True]),
        ("sh <<END\nworker a.compat now\nEND\n", [True]),
        ("x <<< y\nall of a.compat\n", [True]),
        ("python -c 'x(a.compat.y)'\nsay 'x(a.compat.y)'\n", [True, False]),
        ("run > a.compat.x\n", [False]),
        ("a.compat: x\n\ty\n", [False]),
        ("echo 'import a.compat' | python\necho 'import a.compat'\n", [True, False]),
        ("echo X=a.compat >> .env\necho X=a.compat\necho X=a.compat >&2\n", [True, False, False]),
        ("echo 'a.compat went' >> x.txt\necho a.compat >/dev/null\n", [False, False]),
    ],
)
def test_lines_that_belong_together(
    mentions: Mentions, places: Callable[..., Places], text: str, counts: list[bool]
) -> None:
    here = places(text, "run.sh")
    record_commands(mentions, here)
    assert [r.counts for r in here.references] == counts


@pytest.mark.parametrize(
    ("path", "text", "counts"),
    [
        (
            "x.bat",
            ":: a.compat\npip install ^\n  a.compat\nworker a.compat\n",
            [False, False, True],
        ),
        ("x.ps1", "<# a.compat #>\npip install `\n a.compat\n", [False, False]),
        ("x.sh", "x=`pip list`\nworker a.compat\n", [True]),
    ],
)
def test_shells_of_windows(
    mentions: Mentions, places: Callable[..., Places], path: str, text: str, counts: list[bool]
) -> None:
    here = places(text, path)
    record_commands(mentions, here)
    assert [r.counts for r in here.references] == counts
