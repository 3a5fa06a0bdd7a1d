"""Answers by a template over what was asked."""

from __future__ import annotations

import lukhas.compat.memory


def compose(prompt: str, instructions: str | None) -> str:
    """Return the answer to ``prompt``: what was asked, in short, and who is answering."""
    asked = lukhas.compat.memory.fold(prompt)  # type: lukhas.compat.memory.Fold
    lines = [f"You said: {asked}"]
    if instructions:
        lines.append(f"I was told: {lukhas.compat.memory.fold(instructions)}")
    lines.append("I am a stand-in for a model, so this is all that I can tell.")
    return "\n".join(lines)
