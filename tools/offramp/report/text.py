"""What each door tells a person, from the very data that ``--json`` prints."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from offramp.report.terminal import Terminal

_MARK = {"pass": "good", "met": "good", "fail": "bad", "not met": "bad", "stale": "warn"}
_BAR = 30
Table = Mapping[str, Any]


def plan(terminal: Terminal, data: Table) -> None:
    """Show the plan before anything is done."""
    for stage in data["stages"]:
        terminal.heading(f"Stage {stage['id'].upper()}: {stage['name']}")
        terminal.line(f"  {stage['purpose']}")
        terminal.line(f"  Exit: {stage['exit']}. Run by: {stage['command']}")
        for step in stage["steps"]:
            writes = f"; writes {', '.join(step['writes'])}" if step["writes"] else ""
            terminal.line(f"  {terminal.paint(step['id'].ljust(10), 'bold')} {step['title']}")
            terminal.line(f"             because {step['reason']}{writes}")


def status(terminal: Terminal, data: Table) -> None:
    """Show how each exit criterion stands."""
    terminal.line(f"{data['repository']}, tree {data['tree'][:12]}")
    for stage in data["stages"]:
        terminal.heading(f"Stage {stage['id'].upper()}: {stage['name']} ({stage['state']})")
        rows = [
            (
                terminal.paint(step["state"].ljust(8), _MARK.get(step["state"], "dim")),
                step["id"],
                step["evidence"] or "no evidence yet",
                step["summary"] or step["shows"],
            )
            for step in stage["steps"]
        ]
        terminal.table(rows)
    if data["next"]:
        terminal.line()
        terminal.line(f"Next: {data['next']}")


def references(terminal: Terminal, data: Table) -> None:
    """Show a compat report: what counts, line by line, and how much does not.

    Where a ratchet holds the budget, what it knows is counted and not listed.
    """
    counted = [r for r in data["references"] if r["counts"]]
    ratchet = data["ratchet"]
    if not ratchet:
        terminal.lines([reference_row(r) for r in counted])
    others = len(data["references"]) - len(counted)
    if others:
        terminal.line(f"  {others} more do not count (documentation, comments, allowed paths)")
    findings(terminal, data["findings"])
    by_owner = Counter(owner for r in counted for owner in r["owners"] or ["nobody"])
    if by_owner.keys() - {"nobody"}:
        rows = sorted(by_owner.items(), key=lambda row: (-row[1], row[0]))
        terminal.line("By owner: " + ", ".join(f"{owner} {count}" for owner, count in rows))
    budget = f"budget {data['max_hits']}"
    if ratchet:
        budget = f"{ratchet['file']} knows {ratchet['known']}; {ratchet['new']} new, "
        budget += f"{ratchet['stale']} to take out"
    verdict(
        terminal,
        data["verdict"],
        f"{data['hits']} hits, {budget}, in {data['scanned_files']} files",
    )


def burndown(terminal: Terminal, data: Table) -> None:
    """Show the hits of each commit as a row with a bar."""
    most = max((point["hits"] for point in data["points"]), default=0)
    terminal.table(
        [
            (
                point["date"][:10],
                point["commit"][:10],
                str(point["hits"]).rjust(len(str(most))),
                "#" * (-(-_BAR * point["hits"] // most) if most else 0),
                point["subject"][:60],
            )
            for point in data["points"]
        ]
    )


def reference_row(reference: Table) -> str:
    """Return a reference as one line, its place first so that editors can jump to it."""
    canonical = f" -> {reference['canonical']}" if reference["canonical"] else ""
    notes = list(dict.fromkeys([reference["kind"], reference["source"]]))
    notes += [reference["note"]] if reference["kind"] == "runtime" and reference["note"] else []
    notes += ["swallowed"] if reference["swallowed"] else []
    notes += ["possible"] if reference["possible"] else []
    place = f"{reference['path']}:{reference['line']}:{reference['column'] + 1}"
    return f"{place}: {reference['legacy']}{canonical} ({', '.join(notes)})"


def findings(terminal: Terminal, rows: Sequence[Table]) -> None:
    """Show findings, the worst first."""
    shown = []
    for row in sorted(rows, key=lambda row: ("breaking", "warning", "info").index(row["severity"])):
        line = f":{row['line']}" if row.get("line") else ""
        place = f"{row['path']}{line}: " if row.get("path") else ""
        shown.append(f"{row['severity']} {row['rule']}: {place}{row['message']}")
    terminal.lines(shown)


def verdict(terminal: Terminal, how: str, summary: str) -> None:
    """Show how a gate ended."""
    word = {"pass": "holds", "fail": "fails"}.get(how, "cannot judge")
    terminal.line(f"{terminal.paint(word, _MARK.get(how, 'warn'))}: {summary}")


def run(terminal: Terminal, data: Table, what: str) -> None:
    """Show how a run of steps ended; the steps themselves were told while they ran."""
    for step in data["steps"]:
        if step["findings"]:
            terminal.heading(f"{step['id']}:")
            findings(terminal, step["findings"])
    if data["hits"]:
        terminal.heading("Hits:")
        terminal.lines([reference_row(r) for r in data["hits"]])
    last = data["steps"][-1]
    terminal.line()
    verdict(terminal, data["verdict"], f"{what}: {last['summary']}")


def dry_run(terminal: Terminal, data: Table) -> None:
    """Show what a stage would do."""
    terminal.heading(f"Stage {data['stage'].upper()} would do this; nothing was changed")
    if data["refused"]:
        terminal.line(f"  It would be refused: {data['refused']['what']}")
        terminal.line(f"  First: {data['refused']['next']}")
    for step in data["steps"]:
        writes = f" (writes {', '.join(step['writes'])})" if step["writes"] else ""
        terminal.line(f"  {step['id'].ljust(10)} {step['title']}{writes}")
        terminal.lines(step["would"], indent=" " * 13)


def rollback(terminal: Terminal, data: Table) -> None:
    """Show what a rollback did."""
    terminal.line(data["how"])
    terminal.lines(data["paths"])


def fix(terminal: Terminal, data: Table) -> None:
    """Show what was or would be rewritten, and what could not be."""
    for line in data["diff"].splitlines():
        how = "good" if line.startswith("+") else "bad" if line.startswith("-") else ""
        terminal.line(terminal.paint(line, how) if how else line)
    if data["unfixed"]:
        terminal.heading("Not rewritten:")
        terminal.lines([f"{reference_row(r)}: {r['reason']}" for r in data["unfixed"]])
    done = "rewritten" if data["written"] else "would be rewritten (nothing was changed)"
    terminal.line(f"{len(data['files'])} files {done}, {len(data['unfixed'])} references left")


def validation(terminal: Terminal, data: Table) -> None:
    """Show whether a document is valid."""
    findings(terminal, data["findings"])
    verdict(terminal, data["verdict"], f"{data['document']} as OpenAPI {data['version']}")


def prune(terminal: Terminal, data: Table) -> None:
    """Show what was cleared away."""
    environments, worktrees = len(data["environments"]), len(data["worktrees"])
    terminal.line(
        f"cleared away: {environments} environments, {data['documents']} documents, "
        f"{worktrees} worktrees of runs that died"
    )


def init(terminal: Terminal, data: Table) -> None:
    """Show which files were written."""
    word = "would write" if data["dry_run"] else "wrote"
    terminal.lines([f"{word} {name}" for name in data["written"]])
    terminal.lines([f"kept {name}: add offramp's line to it" for name in data["kept"]])
    terminal.line(f"Next: {data['next']}")


def rule(terminal: Terminal, data: Table) -> None:
    """Show what a rule means."""
    terminal.line(data["text"])


def suite(terminal: Terminal, data: Table) -> None:
    """Show how a suite ended, and its last lines where it failed."""
    if data["verdict"] != "pass":
        terminal.lines(data["tail"].splitlines(), indent="  | ")
    findings(terminal, data["findings"])
    verdict(terminal, data["verdict"], f"{data['name']}: {data['summary']}")


def demo(terminal: Terminal, data: Table) -> None:
    """Show every piece of evidence that the demonstration made, and what to look at next."""
    terminal.heading("The evidence")
    terminal.table([(e["step"], e["verdict"], e["file"], e["summary"]) for e in data["evidence"]])
    last = [e for e in data["evidence"] if e["step"] in ("guide", "checklist")]
    written = [path for e in last for path in e["files"]]
    terminal.heading(f"To read, in {data['repository']}: {', '.join(written)}")
    terminal.line(f"To take it back: offramp rollback --repo {shlex.quote(data['repository'])}")
    terminal.line()
    verdict(terminal, data["verdict"], data["summary"])
