"""An answer on its way to the client: whole, or as the server-sent events of OpenAI's Responses."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any

from fastapi.responses import StreamingResponse

from lukhas.adapters.openai.errors import internal
from lukhas.adapters.openai.schemas.responses import (
    IncompleteDetails,
    ModelResponse,
    OutputMessage,
    OutputText,
    ResponseUsage,
)
from lukhas.core.engine import Piece

_EVENT = {
    "title": "ResponseEvent",
    "type": "object",
    "properties": {
        "event": {"type": "string"},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
    "required": ["event", "data"],
}
DOCUMENTED: dict[str, Any] = {
    "description": "The answer; with `stream`, its events, of which the last one holds all of it.",
    "content": {"text/event-stream": {"schema": _EVENT}},
}

_log = logging.getLogger(__name__)


class Answer:
    """What an engine is saying, piece by piece.

    Args:
        draft: the response as it stands before the first piece.
        given: the texts that were sent, for the usage.
        pieces: what the engine says; taken once, by ``whole`` or by ``events``.
        count: how many tokens a text has.
    """

    def __init__(
        self,
        draft: ModelResponse,
        given: Sequence[str],
        pieces: Iterator[Piece],
        count: Callable[[str], int],
    ) -> None:
        self._draft = draft
        self._given = given
        self._pieces = pieces
        self._count = count
        self._item = f"msg_{secrets.token_hex(12)}"
        self._number = 0

    def whole(self) -> ModelResponse:
        """Return the response when the engine has said everything."""
        return self._finished(list(self._pieces))

    def events(self) -> Generator[bytes]:
        """Yield the events. What goes wrong on the way is one too: the status was sent long ago.

        When it is closed, so is what the engine says.
        """
        try:
            yield from self._events()
        except Exception:  # noqa: BLE001 - an engine may raise anything; nobody above can answer it
            _log.exception("the stream of %s broke off", self._draft.id)
            yield self._event("error", error=internal().model_dump())
        finally:
            if isinstance(self._pieces, Generator):
                self._pieces.close()

    def _events(self) -> Iterator[bytes]:
        part = {"item_id": self._item, "output_index": 0, "content_index": 0}
        yield self._event("response.created", response=self._draft.model_dump())
        yield self._event("response.in_progress", response=self._draft.model_dump())
        opened = self._message("in_progress", [])
        yield self._event("response.output_item.added", output_index=0, item=opened.model_dump())
        empty = OutputText(text="").model_dump()
        yield self._event("response.content_part.added", **part, part=empty)
        said = []
        for piece in self._pieces:
            said.append(piece)
            yield self._event("response.output_text.delta", **part, delta=piece.text, logprobs=[])
        response = self._finished(said)
        message = response.output[0]
        content = message.content[0]
        yield self._event("response.output_text.done", **part, text=content.text, logprobs=[])
        yield self._event("response.content_part.done", **part, part=content.model_dump())
        yield self._event("response.output_item.done", output_index=0, item=message.model_dump())
        yield self._event(f"response.{response.status}", response=response.model_dump())

    def _finished(self, said: Sequence[Piece]) -> ModelResponse:
        text = "".join(piece.text for piece in said)
        cut = any(piece.cut for piece in said)
        status = "incomplete" if cut else "completed"
        taken, made = sum(map(self._count, self._given)), self._count(text)
        return self._draft.model_copy(
            update={
                "status": status,
                "incomplete_details": IncompleteDetails() if cut else None,
                "output": [self._message(status, [OutputText(text=text)])],
                "usage": ResponseUsage(
                    input_tokens=taken, output_tokens=made, total_tokens=taken + made
                ),
            }
        )

    def _message(self, status: str, content: list[OutputText]) -> OutputMessage:
        return OutputMessage(id=self._item, status=status, content=content)

    def _event(self, kind: str, **fields: Any) -> bytes:
        data = {"type": kind, "sequence_number": self._number, **fields}
        self._number += 1
        return f"event: {kind}\ndata: {json.dumps(data)}\n\n".encode()


class EventStream(StreamingResponse):
    """Sends events, and closes them when the client leaves: the engine is to stop at once."""

    media_type = "text/event-stream"

    def __init__(self, events: Generator[bytes]) -> None:
        super().__init__(events, headers={"Cache-Control": "no-store"})
        self._events = events

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._events.close()
