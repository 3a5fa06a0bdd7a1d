"""The forms in which programs read a name, and the sentences in which they do not."""

from __future__ import annotations

import pytest

from offramp.imports.forms import Form, form_of


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("@", Form.NAME),
        ("@.**", Form.NAME),
        ("@,", Form.NAME),
        ("(@)", Form.NAME),
        ("~@", Form.NAME),
        ("ext://@", Form.NAME),
        ("&x @", Form.NAME),
        ("!!str @", Form.NAME),
        ("!name:@", Form.NAME),
        ("mypy-b.*,@", Form.NAME),
        ("b,@,c", Form.NAME),
        ("a, @", Form.NAME),
        ("b.c -> @.*", Form.NAME),
        ("@.** -> b.c", Form.NAME),
        ("b.c | (@)", Form.NAME),
        ("egg:@#main", Form.NAME),
        ("b.c:@", Form.NAME),
        ("SetEnv X @", Form.NAME),
        ("-W ignore::Warning:@ -q", Form.NAME),
        ("error::@.W:b", Form.NAME),
        ("call:@:make", Form.ENTRY),
        ("@:main", Form.ENTRY),
        ("@:run('x', y=1)", Form.ENTRY),
        ("x = @:main [e]", Form.ENTRY),
        ("-p no:@", Form.OPTION),
        ("{posargs:--cov @}", Form.OPTION),
        ("--settings=@", Form.OPTION),
        ("b, @ c", Form.PROSE),
        ("see @", Form.PROSE),
        ("@ (old)", Form.PROSE),
        ("testenv:@", Form.PROSE),
        ("ignore:all of @ is old:Warning", Form.PROSE),
        ("an error: x: @", Form.PROSE),
        ("wow!: @", Form.PROSE),
    ],
)
def test_form_of(text: str, form: Form) -> None:
    before, _, after = text.partition("@")
    assert form_of("a.compat", before, after) is form
