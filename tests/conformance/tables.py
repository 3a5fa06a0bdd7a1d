"""What the session makes for the page: one function for each marked place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from conformance import argued, contract, ids, recorded, references, searchers, traps
from conformance.oasdiff import HELPFUL, Oasdiff
from conformance.page import percent, prose_table, table
from conformance.scoring import Score, by_class

Made = tuple[str, list[str]]
"""A table, and what in it must not be."""


def pairs(peer: Oasdiff) -> Made:
    """Return the table of the pairs that are argued from the specifications."""
    figures, wrong = contract.by_class(contract.argued_pairs(), peer)
    told, _ = contract.by_class(contract.argued_pairs(), peer.told(HELPFUL))
    head = "class|cases|offramp right|oasdiff right|silent|less than an error|false alarms"
    added = [*(each.peers for each in told.values()), _sum(told).peers]
    rows = [(*row, more) for row, more in zip(_with_sum(figures), added, strict=True)]
    text = (
        table(f"{head}|unreadable|right, if told".split("|"), rows)
        + "\n"
        + _told(_sum(figures), _sum(told))
    )
    return text, [f"offramp is wrong on {name}" for name in wrong]


def _told(plain: contract.Tally, told: contract.Tally) -> str:
    """Say in words what the peer's options change."""

    def figures(tally: contract.Tally) -> str:
        missed = tally.silent + tally.lower
        return f"right on {tally.peers}, {missed} breaks missed, {tally.alarms} false alarms"

    options = ", ".join(f"`{option}`" for option in HELPFUL)
    return (
        f"*Right, if told*: with {options}.\n\n- As it comes: {figures(plain)}.\n"
        f"- If told: {figures(told)}.\n"
    )


def examples(peer: contract.Peer) -> Made:
    """Return the table of the examples of offramp's rules that break; offramp knows them all."""
    figures, wrong = contract.by_class(contract.examples(), peer)
    rows = [(r[0], r[1], r[3], r[5], r[4], r[7]) for r in _with_sum(figures)]
    head = ("place", "rules", "an error", "less than an error", "silent", "unreadable")
    return table(head, rows), [f"offramp is wrong on the example of {name}" for name in wrong]


def witnesses() -> Made:
    """Return the table of the breaking findings on the argued pairs by how they are shown."""
    counts = contract.witnesses(contract.argued_pairs())
    rows = [*counts.items(), ("**all**", sum(counts.values()))]
    return table(("shown by", "breaking findings"), rows), []


def _with_sum(figures: Mapping[str, contract.Tally]) -> list[tuple[object, ...]]:
    return [*((name, *figures[name]) for name in figures), ("**all**", *_sum(figures))]


def _sum(figures: Mapping[str, contract.Tally]) -> contract.Tally:
    return sum(figures.values(), contract.Tally())


def agreement(folder: Path) -> Made:
    """Return the table of the peer's recorded errors, by what offramp says of each."""
    counts: dict[str, Counter[str]] = {}
    faults = []
    for name, read in recorded.SETS.items():
        found = [match for pair in read(folder) for match in recorded.matches(pair)]
        counts[name] = Counter(match.outcome for match in found if match.outcome)
        faults += [f"not argued: {m.rule} in {m.name}" for m in found if m.outcome is None]
    outcomes: list[str] = [recorded.SAME, recorded.ANOTHER, *(each.name for each in argued.CLASSES)]
    rows = [(outcome, *(counts[name][outcome] for name in counts)) for outcome in outcomes]
    total = ("**all**", *(sum(count.values()) for count in counts.values()))
    return table(("offramp says", *counts), [*rows, total]), faults


def sides(folder: Path) -> Made:
    """Return the table of the recorded pairs, by which of the two calls anything breaking."""
    rows = []
    for name, read in recorded.SETS.items():
        counts = Counter(side for pair in read(folder) for side in recorded.sides(pair))
        rows.append((name, *(counts[side] for side in recorded.SIDES)))
    return table(("breaking, say", *recorded.SIDES), rows), []


def rule_ids(folder: Path) -> Made:
    """Return what became of the peer's rule ids: how many are ours, and why the others are not."""
    found = ids.read(folder)
    total = sum(map(len, found))
    text = (
        f"Of oasdiff's {total} rule ids, {len(found.same)} are offramp's with the same severity, "
        f"{len(found.weighed)} with another, and {len(found.named)} are named otherwise.\n"
    )
    for section, those in (("named_otherwise", found.named), ("severity_differs", found.weighed)):
        title = section.replace("_", " ")
        rows = ids.argued(those, ids.entries(section))
        text += "\n" + prose_table((title, "oasdiff's ids", "offramp's ids", "why"), rows)
    return text, []


def arguments() -> Made:
    """Return the classes of differences, each with its argument."""
    rows = [(each.name, each.argument) for each in argued.CLASSES]
    return prose_table(("class", "why it does not break"), rows), []


def uses(scratch: Path) -> Made:
    """Return the table of the project's own references and near misses."""
    laid = []
    for name, layer in (("layer", references.LAYER), ("renames", references.RENAMED)):
        root = scratch / name
        root.mkdir()
        laid.append((root, references.lay_out(root, layer)))
    return _scored(laid)


def shared_uses(scratch: Path, folder: Path) -> Made:
    """Return the table of the shared references and near misses."""
    root = scratch / "shared"
    root.mkdir()
    return _scored([(root, references.lay_out_shared(root, folder))])


def _scored(corpora: Sequence[tuple[Path, references.Laid]]) -> Made:
    tools = searchers.tools()
    scores: list[dict[str, Score]] = []
    for tool in tools:
        mine: dict[str, Score] = {}
        for root, laid in corpora:
            mine |= by_class(laid.cases, tool.search(root, laid.layer, laid.projects))
        scores.append(mine)
    rows = [(name, *(_cell(mine[name]) for mine in scores)) for name in scores[0]]
    totals = [sum(mine.values(), Score()) for mine in scores]
    rows.append(("**all**", *map(_cell, totals)))
    rows.append(("**recall**", *(percent(total.recall) for total in totals)))
    rows.append(("**precision**", *(percent(total.precision) for total in totals)))
    text = table(("class", *(tool.name for tool in tools)), rows)
    ours = totals[0]
    return text, [f"offramp: {ours}"] if ours.missed or ours.false else []


def _cell(score: Score) -> str:
    count = f"{score.found}/{score.found + score.missed}" if score.found + score.missed else "-"
    return f"{count}, {score.false} false" if score.false else count


def misleading(scratch: Path) -> Made:
    """Return the table of the situations that mislead tools."""
    root = scratch / "traps"
    root.mkdir()
    laid = traps.lay_out(root)
    tools = searchers.tools_as_they_come()
    said = [tool.search(root, laid.layer, laid.projects) for tool in tools]
    rows = [(case.cls, *(traps.outcome(case, reports) for reports in said)) for case in laid.cases]
    text = prose_table(("the use is in, or behind", *(tool.name for tool in tools)), rows)
    return text, [f"offramp: {row[1]}: {row[0]}" for row in rows if row[1] != traps.FOUND]


def versions(peer: Oasdiff) -> Made:
    """Return the versions of the peers that the tables depend on."""
    pinned = [tool for tool in searchers.tools() if tool.version]
    named = [f"{tool.name} {tool.version}" for tool in pinned]
    return f"oasdiff {peer.version}, {', '.join(named)}; git and GNU grep as installed.\n", []
