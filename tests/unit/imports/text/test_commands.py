"""Commands: each word that is a module's name counts, what is only printed does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from offramp.imports.mentions import Mentions
from offramp.imports.places import Places
from offramp.imports.text.commands import only_prints, record_commands


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


def test_one_word_needs_an_option(mentions: Mentions, places: Callable[..., Places]) -> None:
    here = places("python -m memory\nmemory --limit 3\n", "run.sh")
    record_commands(mentions, here)
    assert [r.line for r in here.references] == [1]


@pytest.mark.parametrize(
    ("line", "prints"),
    [
        ("echo x", True),
        (" @-printf x", True),
        ("LABEL x", True),
        ("echoes x", False),
        ("x; echo", False),
    ],
)
def test_only_prints(line: str, prints: bool) -> None:
    assert only_prints(line) is prints
