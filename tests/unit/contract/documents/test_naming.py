"""A place has a name that a person knows."""

from __future__ import annotations

import pytest

from offramp.contract.documents.naming import label


@pytest.mark.parametrize(
    ("pointer", "name"),
    [
        ("/components/schemas/In", "In"),
        ("/components/schemas/In/properties/a~1b/items/type", "In.a/b[]"),
        ("/components/schemas/In/properties/properties/properties/x", "In.properties.x"),
        ("/paths/~1t/post/requestBody/content/application~1json/schema/properties/p", "p"),
        ("/paths/~1t/post/requestBody/content/application~1json/schema", "the body"),
        ("/paths/~1t/post/parameters/0/schema", "the parameter"),
        ("/paths/~1t/post/parameters/0/schema/items/properties/a", "[].a"),
        ("/components/parameters/limit/schema/maximum", "limit"),
        ("/paths/~1t/get/responses/200/headers/X-A/schema", "X-A"),
        ("/components/schemas/M/additionalProperties/properties/v", "M.*.v"),
        ("", "the value"),
    ],
)
def test_labels(pointer: str, name: str) -> None:
    assert label(pointer) == name
