"""A door in this process and a client of it, for tests that are plain functions."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx

from tests.web.standin import StandIn
from web.app import create_app
from web.door import Door
from web.keys import derive
from web.settings import WebSettings, load_web_settings

T = TypeVar("T")
SECRET = b"a secret of the tests, 32 bytes!"


def settings(home: Path, rasa: StandIn, actions: StandIn, **environ: str) -> WebSettings:
    """Settings for the stand-ins; deadlines are short, and limits off unless a test asks for them."""
    quick = {"YUCE_DOOR_DEADLINE_S": "1.5", "YUCE_RASA_DEADLINE_S": "0.5", "YUCE_LOOKUP_DEADLINE_S": "0.5"}
    ports = {"YUCE_RASA_PORT": str(rasa.port), "YUCE_ACTIONS_PORT": str(actions.port)}
    return load_web_settings({"YUCE_HOME": str(home), "YUCE_RATE_LIMIT": "0", **quick, **ports, **environ})


class Client:
    """One browser, or one program, at the door. Keeps cookies."""

    def __init__(self, app: Any, loop: asyncio.Runner, door: Door, peer: str) -> None:
        transport = httpx.ASGITransport(app=app, client=(peer, 40000), raise_app_exceptions=False)
        self._app = app
        self._loop = loop
        self.door = door
        self.http = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080")

    def another(self, peer: str = "127.0.0.1") -> Client:
        """Another browser at the same door."""
        return Client(self._app, self._loop, self.door, peer)

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run(work)

    def together(self, *work: Coroutine[Any, Any, T]) -> list[T]:
        """All at once; results in the order given."""

        async def gathered() -> list[T]:
            return list(await asyncio.gather(*work))

        return self._loop.run(gathered())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.wait(self.http.get(path, **options))

    def post(self, **options: Any) -> httpx.Response:
        """POST /api/chat with anything."""
        return self.wait(self.http.post("/api/chat", **options))

    def chat(self, message: str, **fields: Any) -> httpx.Response:
        return self.post(json={"message": message, **fields})

    def said(self, message: str, **fields: Any) -> dict[str, Any]:
        """The one message of a turn that has to go well."""
        response = self.chat(message, **fields)
        assert response.status_code == 200, response.text
        [one] = response.json()["messages"]
        found: dict[str, Any] = one
        return found


@contextmanager
def open_door(settings: WebSettings, peer: str = "127.0.0.1") -> Iterator[Client]:
    """A door with its lifespan, and a client whose requests come from `peer`."""
    app = create_app(settings, derive(settings.secret.encode() if settings.secret else SECRET))
    with asyncio.Runner() as loop:
        lifespan = app.router.lifespan_context(app)
        loop.run(lifespan.__aenter__())
        try:
            yield Client(app, loop, app.state.door, peer)
        finally:
            loop.run(lifespan.__aexit__(None, None, None))


def error_of(response: httpx.Response) -> str:
    """The code of a refusal, which has the contract's shape and a Chinese sentence."""
    assert response.status_code >= 400, response.text
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    assert set(body) == {"error"} and set(body["error"]) == {"code", "message"}
    assert any("一" <= sign <= "鿿" for sign in body["error"]["message"])
    return str(body["error"]["code"])
