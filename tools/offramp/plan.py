"""The plan: what is done, in which order, why, and what shows that it was done.

Read it as a table. Each step has a title, a reason, what it shows when it holds, the steps that
it needs before it, and what it writes. The function behind it stands in ``offramp.steps``.
"""

from __future__ import annotations

from offramp.engine import Plan, Stage, Step
from offramp.steps import baseline, document, enforce, layer, polish, probe, remove

ENFORCE = Stage(
    id="a",
    name="enforce",
    purpose="Prove that nothing uses the compatibility layer, while it is still there.",
    exit="0 hits, read and run, with the layer present",
    steps=(
        Step(
            id="doctor",
            title="check the ground",
            reason="every later step takes git, the settings, the layer and the tools for granted",
            shows="the settings fit this repository, and the layer is there",
            run=enforce.doctor,
        ),
        Step(
            id="scan",
            title="read every file for references",
            reason="a reference that is read need never have run to break",
            shows="every candidate file was read, and planted references came back",
            needs=("doctor",),
            run=enforce.scan,
        ),
        Step(
            id="record",
            title="record imports while the smoke suite runs",
            reason="no reading finds a name that is computed at run time",
            shows="the recorder brought back its own test hit from every process",
            needs=("doctor",),
            run=enforce.record,
        ),
        Step(
            id="gate",
            title="hold both against the budget",
            reason="code is deleted on this claim",
            shows="no more hits than the committed budget",
            needs=("scan", "record"),
            writes=("[tool.offramp.compat] report",),
            run=enforce.gate,
        ),
    ),
)

REMOVE = Stage(
    id="b",
    name="remove",
    purpose="Delete the layer in one reversible change, and show that all is well without it.",
    exit="all green with the layer gone; a fresh interpreter cannot import it",
    after="a",
    excused=layer.gone,
    undo=remove.undo,
    done=remove.done,
    steps=(
        Step(
            id="ready",
            title="lay down a restore point",
            reason="whatever fails from here on brings back the tree of now",
            shows="the tree is clean, and the way back is kept",
            writes=("refs/offramp/restore",),
            run=remove.ready,
        ),
        Step(
            id="before",
            title="run the unit suite with the layer",
            reason="a suite is judged by its difference, test by test",
            shows="the outcome of each test before the removal",
            needs=("ready",),
            run=remove.before,
        ),
        Step(
            id="remove",
            title="delete the layer, and tidy what named it",
            reason="an allowlist that outlives its layer hides the next one",
            shows="no file of the layer is left, byte code included, and no setting names it",
            needs=("before",),
            writes=("the layer's files (deleted)", "settings and allowlists that named it"),
            changes_tree=True,
            run=remove.remove,
            preview=remove.preview,
        ),
        Step(
            id="rescan",
            title="scan again, and try to import it",
            reason="a namespace package or a swallowed import can outlive a deletion",
            shows="0 hits, and a fresh interpreter cannot import the layer",
            needs=("remove",),
            run=remove.rescan,
        ),
        Step(
            id="legacy",
            title="check for renamed roots",
            reason="the layer also served the old names of roots that were renamed",
            shows="no renamed root is used under its old name",
            needs=("remove",),
            run=remove.legacy,
        ),
        Step(
            id="smoke",
            title="run the smoke suite without the layer",
            reason="it is quick, so it fails first",
            shows="no test became worse, and nothing tried to import the layer",
            needs=("rescan", "legacy"),
            run=remove.smoke,
        ),
        Step(
            id="unit",
            title="run the unit suite without the layer",
            reason="it is thorough",
            shows="no test became worse",
            needs=("before", "smoke"),
            run=remove.unit,
        ),
    ),
)

POLISH = Stage(
    id="c",
    name="polish",
    purpose="Show that the HTTP contract is what it was, and write down what changed.",
    exit="a valid document, no breaking change, a guide",
    after="b",
    steps=(
        Step(
            id="spec",
            title="make the document",
            reason="the contract is what the application says now, not what a file said once",
            shows="the application was loaded from this tree, in its own environment",
            writes=("[tool.offramp.openapi] artifact",),
            run=document.spec,
        ),
        Step(
            id="validate",
            title="validate it",
            reason="a comparison of invalid documents means nothing",
            shows="the document is valid for the version that it names",
            needs=("spec",),
            run=document.validate,
        ),
        Step(
            id="probe",
            title="call the application",
            reason="a document is a promise, and only an answer shows that it is kept",
            shows="every answer has its headers and is what the document says, errors too, and "
            "planted faults came back; without [tool.offramp.probe], that nothing was called",
            needs=("validate",),
            run=probe.probe,
        ),
        Step(
            id="baseline",
            title="make the document of the merge base",
            reason="the base branch may have moved on; what this branch changed begins at the fork",
            shows="the merge base's application was loaded from its own tree",
            needs=("spec",),
            writes=(baseline.BASELINE,),
            run=baseline.baseline,
        ),
        Step(
            id="diff",
            title="compare the two",
            reason="clients were written against the baseline",
            shows="no breaking change, and planted breaks came back",
            needs=("validate", "baseline"),
            writes=(polish.DIFF,),
            run=polish.diff,
        ),
        Step(
            id="guide",
            title="write the migration guide",
            reason="people who used the layer need the new names",
            shows="a guide made from the evidence",
            needs=("diff",),
            writes=("[tool.offramp] guide",),
            run=polish.guide,
        ),
        Step(
            id="checklist",
            title="write the pull request's checklist",
            reason="a reviewer should see what was shown, and how to show it again",
            shows="a checklist made from the evidence",
            needs=("guide", "probe"),
            writes=(polish.CHECKLIST,),
            run=polish.checklist,
        ),
    ),
)

PLAN = Plan((ENFORCE, REMOVE, POLISH))
