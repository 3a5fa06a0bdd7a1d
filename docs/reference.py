"""Write the pages that follow from the code: the plan, the settings, the rules.

``python docs/reference.py`` writes them; ``--check`` exits with 2 where one is not what the code
says.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from offramp.config import Settings
from offramp.contract.rulebook import rules as contract
from offramp.engine import order
from offramp.findings import RULES
from offramp.plan import PLAN

HERE = Path(__file__).parent
MADE = "<!-- Made by docs/reference.py from the code. Edits by hand are lost. -->\n"


def plan() -> Iterator[str]:
    """Return the lines of the page about the plan."""
    yield "# The plan"
    yield ""
    yield "`invoke plan` shows the same, `invoke status` how each criterion stands."
    for stage in PLAN.stages:
        yield ""
        yield f"## Stage {stage.id.upper()}: {stage.name}"
        yield ""
        yield f"{stage.purpose} Run by `{stage.command}`."
        yield ""
        yield f"It holds when: {stage.exit}."
        if stage.after:
            yield f"It rests on the evidence of stage {stage.after.upper()}."
        for step in order(stage.steps):
            yield ""
            yield f"### {step.id}: {step.title}"
            yield ""
            yield f"Because {step.reason}."
            yield ""
            yield f"- shows: {step.shows}"
            yield f"- needs: {', '.join(f'`{need}`' for need in step.needs) or 'nothing before it'}"
            if step.writes:
                yield f"- writes: {', '.join(step.writes)}"
            yield f"- evidence: `.offramp/evidence/{step.id}.json`"


def configuration() -> Iterator[str]:
    """Return the lines of the page about the settings."""
    yield "# Configuration"
    yield ""
    yield "`[tool.offramp]` in pyproject.toml, or offramp.toml with the same tables without the"
    yield "`tool.offramp` prefix; never both. An unknown key is an error, with its line and the"
    yield "nearest known key."
    yield from _table(Settings, "[tool.offramp]")


def _table(kind: type, name: str) -> Iterator[str]:
    described = [f for f in fields(kind) if f.metadata]
    yield ""
    yield f"## {name}"
    yield ""
    yield "| key | default | |"
    yield "|---|---|---|"
    defaults = kind()
    for field in described:
        if "table" not in field.metadata:
            default = getattr(defaults, field.name)
            shown = f"`{json.dumps(default)}`" if default not in (None, (), {}) else "not set"
            yield f"| `{field.name.replace('_', '-')}` | {shown} | {field.metadata['doc']} |"
    for field in described:
        if "table" in field.metadata:
            key = field.name.replace("_", "-")
            yield from _table(field.metadata["table"], f"{name[:-1]}.{key}]")


def rules() -> Iterator[str]:
    """Return the lines of the page about the rules."""
    table = contract.rules()
    yield "# Rules"
    yield ""
    yield "`offramp explain RULE` tells the same of one rule, with an example. The ids of the"
    yield "contract's rules are those that users of oasdiff know, where the meaning is the same."
    yield ""
    yield "## The house"
    yield ""
    yield "| rule | |"
    yield "|---|---|"
    for rule, meaning in sorted(RULES.items()):
        yield f"| `{rule}` | {meaning} |"
    yield ""
    yield f"## The contract: {len(table)} rules"
    yield ""
    yield "Severity follows from the effect on what a schema allows, and from the direction: what a"
    yield "request may be may only grow, what a response may be may only shrink."
    yield "[contract.md](contract.md) argues where it does not, and says what a team may decide."
    yield ""
    yield "| rule | severity | effect | place | reason | source |"
    yield "|---|---|---|---|---|---|"
    for rule in sorted(table.values(), key=lambda rule: rule.id):
        place = f"{rule.direction}, {rule.location}"
        yield (
            f"| `{rule.id}` | {rule.severity.value} | {rule.effect} | {place} "
            f"| {rule.reason} | {contract.source(rule.section)} |"
        )


PAGES = {"plan.md": plan, "configuration.md": configuration, "rules.md": rules}


def main() -> int:
    """Write the pages, or say which of them are out of date."""
    stale = []
    for name, lines in PAGES.items():
        text = MADE + "\n".join(lines()) + "\n"
        page = HERE / name
        if page.exists() and page.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            page.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        sys.stderr.write(f"out of date: {', '.join(stale)}; run python docs/reference.py\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
