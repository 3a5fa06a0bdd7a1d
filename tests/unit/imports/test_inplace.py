"""Where a word may be the name that is looked for, and where it is no reason to parse a file."""

from __future__ import annotations

import pytest

from offramp.imports.inplace import dotted_in_place, whole_word, word_in_place

COMPAT, TOOLS = whole_word("compat"), whole_word("tools")


@pytest.mark.parametrize(
    "text",
    [
        "\nfrom acme.compat import x\n",
        "\nimport os, acme.compat\n",
        "\nimport other.compat, acme.compat\n",
        "\nfrom .compat import x\n",
        "\nfrom ..acme.compat import x\n",
        "\nfrom acme . compat import x\n",
        "\nfrom acme import core, compat\n",
        "\nfrom acme import (\n    core,  # one\n    compat,\n)\n",
        "\nfrom acme import \\\n    core, compat\n",
        "\nimport acme as a\na.compat.x\n",
        "\na = acme\na.compat.x\n",
        "\nfrom acme import *\ncompat.x\n",
        "\ngetattr(acme, 'compat')\n",
        "\nPARTS = ['acme', 'compat']\n",
        "\nsrc/acme/compat.py\n",
        "\nimport_module(NAME)\nNAMES = 'core compat'.split()\n",
    ],
)
def test_a_dotted_name(text: str) -> None:
    assert dotted_in_place(text.encode(), COMPAT, b"acme")


@pytest.mark.parametrize(
    "text",
    [
        "\n# kept for compat with old releases\n",
        "\nself.compat = 1\n",
        "\ncompatibility = acme\n",
        "\nfrom other.compat import x\n",
        "\nfrom acme_other.compat import x\n",
        "\nfrom a.b.compat import x\nimport_module(x)\n",
        "from other.compat import x",
        "\n# an important thing (kept\n# for compat)\n",
    ],
)
def test_no_dotted_name(text: str) -> None:
    assert not dotted_in_place(text.encode(), COMPAT, b"acme")


@pytest.mark.parametrize(
    "text",
    ["import tools", "from tools import x", "import os, tools", "-m tools", "('tools')", "tools.x"],
)
def test_a_single_word(text: str) -> None:
    assert word_in_place(text.encode(), TOOLS)


@pytest.mark.parametrize("text", ["these tools help", "my_tools.x", "a.tools.x", "tooltools"])
def test_no_single_word(text: str) -> None:
    assert not word_in_place(text.encode(), TOOLS)
