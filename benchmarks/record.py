"""What the run-time record costs the processes that it watches."""

from __future__ import annotations

import sys
from pathlib import Path

from measure import compare, table

from offramp.imports.record import environment

WORK = {
    "import sympy": "import sympy",
    "an import of json, 300,000 times in a function": """
def work():
    from json import loads
    return loads
for _ in range(300_000):
    work()
""",
    "an import of the layer, 300,000 times in a function": """
def work():
    from layer import name
    return name
for _ in range(300_000):
    work()
""",
}


def record(scratch: Path) -> None:
    """Run each piece of work as it is, and watched."""
    (scratch / "layer.py").write_text("name = 1\n")
    for number, (title, code) in enumerate(WORK.items()):
        script = scratch / f"work{number}.py"
        script.write_text(code)
        folder = scratch / f"record{number}"
        watched = environment(folder, ["layer"], "benchmark", base={})
        words = [f"{name}={value}" for name, value in watched.items()]
        figures = compare(
            {
                "as it is": [sys.executable, str(script)],
                "recorded": ["env", *words, sys.executable, str(script)],
            },
            cwd=scratch,
        )
        lines = sum(len(path.read_bytes().splitlines()) for path in folder.rglob("*.jsonl"))
        print(f"record: {title} ({lines} lines recorded)\n{table(figures)}\n")
