"""The pages and the widget, as built below `var/web/`. A fixed list of addresses, each one file, and their assets."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles

from web.door import door_of, visit_of
from web.problems import problem
from web.settings import WebSettings

PAGES = {"/": "index.html", "/chat": "chat.html", "/desk": "desk.html", "/widget.js": "widget.js"}
"""Address → file. `/chat` is what the widget shows in its frame."""
BEGIN_SESSION = ("index.html", "chat.html")
ASSETS = "assets"
"""Files with a hash in their names, which never change."""

Route = Callable[[Request], Awaitable[Response]]


def add_pages(app: FastAPI, settings: WebSettings) -> None:
    """Routes for what the build writes; a page that is not built is 404 until it is."""
    for address, name in PAGES.items():
        app.add_api_route(address, _page(name), methods=["GET"], include_in_schema=False)
    app.mount(f"/{ASSETS}", Assets(directory=settings.pages / ASSETS, check_dir=False), name=ASSETS)


def _page(name: str) -> Route:
    async def page(request: Request) -> Response:
        """A page begins the session, so that a first message that has to be sent again is already known by it."""
        door = door_of(request)
        file = door.settings.pages / name
        if not file.is_file():
            raise problem("page_not_built")
        response = FileResponse(file, headers={"Cache-Control": "no-cache"})
        if name not in BEGIN_SESSION:
            return response
        visit = visit_of(request, door)
        if visit.set_cookie:
            response.headers["Set-Cookie"] = visit.set_cookie
        return response

    return page


class Assets(StaticFiles):
    """Files that a browser need not ask for again."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
