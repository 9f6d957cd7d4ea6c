"""Lists, drafts, sheets and figures at the door: who may ask for what, and in whose name it is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.web.client import Client, error_of
from tests.web.conftest import OpenDoor
from tests.web.desk import USERS, login
from tests.web.standin import StandIn
from web.desk_review_routes import FILES, MOST_SHEET_BYTES, XLSX

READ = ["unanswered", "figures", "options", "drafts", *(f"files/{name}" for name in FILES)]
SHEET = "/api/desk/files/questions.xlsx"


@pytest.fixture
def client(door_with: OpenDoor) -> Client:
    return door_with(**USERS)


def post(client: Client, path: str, **options: Any) -> httpx.Response:
    return client.wait(client.http.post(path, **options))


def reviewed(actions: StandIn) -> list[tuple[Any, ...]]:
    return [one for one in actions.received if str(one[0]).startswith("/internal/review/")]


@pytest.mark.parametrize("path", READ)
def test_nobody_reads_without_logging_in(client: Client, actions: StandIn, path: str) -> None:
    assert error_of(client.get(f"/api/desk/{path}")) == "desk_login"
    assert reviewed(actions) == []


@pytest.mark.parametrize("path", READ)
def test_an_operator_reads(client: Client, actions: StandIn, path: str) -> None:
    login(client)
    response = client.get(f"/api/desk/{path}?from=2026-11-01")
    assert response.status_code == 200 and response.headers["cache-control"] == "no-store"
    assert reviewed(actions)[0][:2] == (f"/internal/review/{path}", {"from": ["2026-11-01"]})
    if path.startswith("files/"):
        assert response.headers["content-disposition"] == f'attachment; filename="{FILES[path[6:]]}"'


def test_an_operator_reports_in_the_own_name_and_it_is_written_down(
    client: Client, actions: StandIn, tmp_path: Path
) -> None:
    login(client)
    assert post(client, "/api/desk/reports", json={"question": "金丝雀", "who": "别人"}).status_code == 200
    [(path, body, _)] = reviewed(actions)
    assert (path, json.loads(body)) == ("/internal/review/reports", {"question": "金丝雀", "who": "王芳"})
    audit = (tmp_path / "log" / "desk.jsonl").read_text(encoding="utf-8")
    assert '"what": "report"' in audit and "王芳" in audit and "金丝雀" not in audit


def test_only_an_editor_drafts_and_imports(client: Client, actions: StandIn) -> None:
    login(client)
    sheet = {"content": b"PK", "headers": {"content-type": XLSX}}
    assert error_of(post(client, "/api/desk/drafts", json={})) == "desk_role"
    assert error_of(post(client, SHEET, **sheet)) == "desk_role"
    assert reviewed(actions) == []
    login(client, "li.ming")
    assert post(client, "/api/desk/drafts", json={"sort": "question"}).status_code == 200
    assert post(client, SHEET, **sheet).status_code == 200
    draft, taken = reviewed(actions)
    assert json.loads(draft[1])["who"] == "li.ming"
    assert taken[1] == b"PK" and taken[2]["x-yuce-who"] == "li.ming"


@pytest.mark.parametrize(
    ("path", "options", "code"),
    [
        ("/api/desk/reports", {"json": [1]}, "bad_request"),
        ("/api/desk/reports", {"content": b"{", "headers": {"content-type": "application/json"}}, "bad_json"),
        ("/api/desk/reports", {"json": {"note": "x" * 9000}}, "body_too_large"),
        ("/api/desk/drafts", {"json": {}, "headers": {"Origin": "https://evil.example"}}, "bad_origin"),
        (SHEET, {"json": {}}, "not_a_sheet"),
        (SHEET, {"content": b"x", "headers": {"content-type": XLSX, "Origin": "https://evil.example"}}, "bad_origin"),
        (SHEET, {"content": b"x" * (MOST_SHEET_BYTES + 1), "headers": {"content-type": XLSX}}, "body_too_large"),
    ],
)
def test_other_bodies_are_refused(
    client: Client, actions: StandIn, path: str, options: dict[str, Any], code: str
) -> None:
    login(client, "li.ming")
    assert error_of(post(client, path, **options)) == code
    assert reviewed(actions) == []


def test_an_unknown_file_is_not_asked_for(client: Client, actions: StandIn) -> None:
    login(client)
    assert error_of(client.get("/api/desk/files/secret.csv")) == "not_found"
    assert reviewed(actions) == []


def test_a_refusal_with_its_reason_is_handed_on_and_a_fault_is_told(client: Client, actions: StandIn) -> None:
    login(client)
    actions.status, actions.raw = 400, '{"error": {"code": "bad_request", "message": "起始日不对"}}'.encode()
    assert client.get("/api/desk/unanswered").json()["error"]["message"] == "起始日不对"
    for status in (500, 503):
        actions.status = status
        response = client.get("/api/desk/unanswered")
        assert error_of(response) == "record_unavailable" and response.headers["retry-after"]
