"""What the outline leaves out, what it must not touch, and where it gives up."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import offramp
from offramp.imports.syntax.outline import outline

FILLER = "END = 1\n" + "# filler\n" * 800  # short texts are taken whole


def nothing(_start: int, _end: int) -> bool:
    return False


def short(text: str, word: str | None = None) -> str | None:
    """Return the outline, where what holds the word matters, without the filler."""
    whole = text + FILLER

    def matters(start: int, end: int) -> bool:
        return word is not None and word in whole[start:end]

    found = outline(whole, matters)
    return None if found is None else found.removesuffix(FILLER)


def test_bodies_and_decorators_go_and_everything_else_stays_in_its_place() -> None:
    text = (
        "import a\n\n\n@mark(\n    1,\n)\n@other\nasync def f(\n    x,\n) -> int:\n"
        "    # note\n    return 1\n\n\nclass C(B):\n    x = 1\n\n    @property\n    def g(self):\n"
        "        return 2\n\n    y = 2\n\n\nz = 3\n"
    )
    assert short(text) == (
        "import a\n\n\n\n\n\n\nasync def f(): 0\n\n\n\n\n\n\nclass C(B):\n    x = 1\n\n    \n"
        "    def g(): 0\n\n\n    y = 2\n\n\nz = 3\n"
    )


def test_what_matters_stays_with_its_decorators() -> None:
    text = "@mark('compat')\ndef f():\n    return 1\n\n\ndef g():\n    return 2\n"
    assert short(text, "compat") == "@mark('compat')\ndef f():\n    return 1\n\n\ndef g(): 0\n\n"


@pytest.mark.parametrize(
    "body",
    [
        '    """One.\n\ndef no_function():\n"""\n    return 1\n',
        "    return '''\nx = 1\n'''\n",
        '    x = "# no comment"; y = """\ndef g():\n"""\n',
        '    # an apostrophe\'s and three """ in a comment\n    return 1\n',
        '    x = \'"""\'\n    return 1\n',
        '    x = r"""\\\\"""\n    return """a\\"""b"""\n',
        "    return [\n  1,\n2]\n",
        "    x = 1 + \\\n2\n    return x\n",
        "# at the margin\n    return 1\n",
        "\n\n    return 1  \n\n",
    ],
)
def test_a_body_ends_where_python_ends_it(body: str) -> None:
    """Strings, comments, brackets and continued lines may stand further out than the body."""
    text = f"a = 1\n\n\ndef f(x, y):\n{body}\n\nb = 2\n"
    whole, found = ast.parse(text), short(text)
    if found is not None:
        assert [_sign(n) for n in ast.parse(found).body] == [_sign(n) for n in whole.body]


def _sign(node: ast.stmt) -> tuple[str, int, int]:
    return type(node).__name__, node.lineno, node.col_offset


@pytest.mark.parametrize(
    "line",
    [
        'print "x"',
        "print x",
        "print >>log, x",
        "if x: print x",
        "x = 1L",
        "x = (ur'x')",
        "raise e[0], e[1]",
        "exec code",
        "raise Error, 'x'",
        "except Error, e:",
        "except (A, B), e:",
        "f(1",
        "x = [1))",
    ],
)
def test_what_may_be_no_python_is_left_for_the_parser(line: str) -> None:
    """A body that is left out is not parsed: a syntax error in it would go unseen."""
    text = f"def f():\n    {line}\n\n\ndef g():\n    return 2\n"
    found = short(text)
    assert found is not None
    assert line in found
    assert "return 2" not in found


def test_a_merge_that_was_not_finished_is_left_for_the_parser() -> None:
    text = "def f():\n    x = 1\n<<<<<<< ours\n    x = 2\n=======\n    x = 3\n>>>>>>> theirs\n"
    assert "<<<<<<<" in (short(text) or text)


def test_a_tab_that_indents_nothing_is_no_reason_to_stop() -> None:
    assert short('x = "\t"\ndef f():\n    return "a\tb"\n') == 'x = "\t"\ndef f(): 0\n\n'


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n\treturn 1\n",
        "class C:\n    x = 1\n    \ty = 2\n",
        "def f():\r\n    return 1\r\n",
    ],
)
def test_tabs_and_other_line_ends_are_not_told_apart(text: str) -> None:
    assert short(text) is None


def test_a_string_that_does_not_end_is_taken_whole() -> None:
    assert short('def f():\n    return """\n') is None


def test_short_texts_are_taken_whole() -> None:
    assert outline("def f():\n    return 1\n", nothing) is None


def test_this_package_keeps_its_statements() -> None:
    """Every module of offramp has the same statements, at the same places, in its outline."""
    tested = 0
    for path in sorted(Path(offramp.__file__).parent.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found = outline(text, nothing)
        if found is None:
            continue
        tested += 1
        assert _all(ast.parse(found)) == _all(ast.parse(text)), path
    assert tested > 20


def _all(tree: ast.Module | ast.ClassDef) -> list[tuple[str, int, int]]:
    inner = (_all(node) for node in tree.body if isinstance(node, ast.ClassDef))
    return [_sign(node) for node in tree.body] + [sign for signs in inner for sign in signs]
