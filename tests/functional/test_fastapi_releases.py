"""The same application under an old FastAPI and today's: an upgrade alone breaks no contract."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from offramp.checkout import environment
from offramp.contract import compare
from offramp.contract.making.emission import Emission
from offramp.contract.making.generate import generate

pytestmark = [pytest.mark.functional, pytest.mark.network]

APP = """\
import datetime, decimal, enum, uuid
from typing import Annotated, Any, Literal, Optional, Union

from fastapi import Body, Cookie, Depends, FastAPI, File, Form, Header, Path, Query, UploadFile
from fastapi.security import HTTPBearer, OAuth2PasswordBearer
from pydantic import BaseModel, ConfigDict, Field, computed_field

app = FastAPI(title="shop", version="1")


class Colour(str, enum.Enum):
    red = "red"
    blue = "blue"


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    name: Optional[str] = None


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: uuid.UUID
    price: decimal.Decimal = Field(gt=0)
    when: datetime.datetime
    tags: set[str] = set()
    meta: dict[str, Any] = {}
    pet: Annotated[Union[Cat, Dog], Field(discriminator="kind")]
    colour: Colour = Colour.red
    pair: tuple[int, str] = (1, "a")
    raw: bytes = b""
    maybe: Optional[int] = None

    @computed_field
    @property
    def double(self) -> int:
        return 2


class Tree(BaseModel):
    children: list["Tree"] = []


@app.post("/items/{number}", response_model=Item)
def items(
    number: Annotated[int, Path(ge=1)],
    item: Item,
    q: Annotated[Optional[str], Query(max_length=5)] = None,
    x_a: Annotated[Optional[str], Header()] = None,
    c: Annotated[Optional[str], Cookie()] = None,
):
    return item


@app.post("/upload")
def upload(
    one: UploadFile,
    raw: Annotated[bytes, File()],
    more: list[UploadFile],
    name: Annotated[str, Form()] = "a",
):
    return {}


@app.get("/tree", response_model=Tree)
def tree(
    token: Annotated[str, Depends(OAuth2PasswordBearer(tokenUrl="token"))],
    which: Union[int, str] = 1,
    colours: Annotated[list[Colour], Query()] = [],
):
    return Tree()


@app.get("/any")
def anything(
    bearer: Annotated[Any, Depends(HTTPBearer())],
    size: float = 1.5,
    day: Optional[datetime.date] = None,
) -> dict[str, Optional[int]]:
    return {}


@app.put("/embed")
def embed(
    a: Annotated[int, Body(embed=True)], b: Annotated[Optional[Item], Body()] = None
) -> list[Item]:
    return []
"""
RELEASES = {
    "old": "fastapi==0.115.0\npydantic==2.9.2\npython-multipart\n",
    "new": "fastapi\npydantic\npython-multipart\n",
}


def test_an_upgrade_of_the_framework_alone_breaks_nothing(tmp_path: Path) -> None:
    made = {}
    for name, pins in RELEASES.items():
        tree = tmp_path / name
        tree.mkdir()
        (tree / "app.py").write_text(APP)
        (tree / "requirements.txt").write_text(pins)
        built = environment(tree)
        made[name] = (
            generate(Emission(built.python, tree, "app:app")).document,
            built.packages["fastapi"],
        )
    (old, old_version), (new, new_version) = made["old"], made["new"]
    assert old_version == "0.115.0" != new_version
    assert len(old["paths"]) == len(new["paths"]) == 5
    assert old != new, "if nothing differs, nothing is shown"
    compared = compare(old, new)
    assert [f for f in compared.findings if f.severity.value != "info"] == []


def test_s12_what_the_framework_changes_is_told_from_what_the_code_does(
    make_target: Callable[..., Any],
) -> None:
    """An upgrade and a change of the code in one branch: only the former is marked."""
    target = make_target(settings='[compat]\nlayer = "svc.compat"\n[openapi]\napp = "app:app"\n')
    target.git("switch", "-q", "main")
    target.commit("Begin", {"app.py": APP, "requirements.txt": RELEASES["old"]})
    target.git("switch", "-q", "work")
    target.git("merge", "-q", "main")
    shorter = APP.replace("Query(max_length=5)", "Query(max_length=4)")
    assert shorter != APP
    target.commit("Upgrade", {"app.py": shorter, "requirements.txt": RELEASES["new"]})
    diff = target.json("openapi-diff", code=2)
    marked = {f["rule"] for f in diff["findings"] if f.get("explained_by") == "environment"}
    own = {f["rule"] for f in diff["findings"] if "explained_by" not in f}
    assert marked, "if the framework changes nothing, nothing is shown"
    assert own == {"request-parameter-max-length-decreased"}
    assert diff["environments"]["differing_packages"]["fastapi"][0] == "0.115.0"
    assert diff["environments"]["explained"] == diff["counts"]["info"]
