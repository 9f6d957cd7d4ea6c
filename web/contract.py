"""The public contract as OpenAPI tells it: shapes of bodies and answers, for documentation and tests only."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from web.asked import CLIENT_ID, MOST_REASON
from web.choices import MOST_CHARACTERS
from web.problems import PROBLEMS


class ProblemDetail(BaseModel):
    """`code` for programs, `message` one Chinese sentence for people."""

    code: str
    message: str


class ProblemBody(BaseModel):
    """Every 4xx and 5xx."""

    error: ProblemDetail


class ButtonBody(BaseModel):
    """`choice` is posted when the button is tapped; it is good in this session only."""

    title: str
    choice: str


class MessageBody(BaseModel):
    """`text` is never empty; `card` as in the public contract."""

    text: str
    buttons: list[ButtonBody]
    card: dict[str, Any] | None


class ChatBody(BaseModel):
    """One turn; `mode` is `simple` where the look-up answered instead of the conversation."""

    messages: list[MessageBody]
    mode: Literal["full", "simple"]


class SiteBody(BaseModel):
    """`retention_days` null: nothing is deleted by itself. `suggestions`: questions to offer, perhaps none."""

    retention_days: int | None
    feedback: bool
    deletion: bool
    suggestions: list[str]


MESSAGE_RULE = "500 characters at most, not counting invisible ones; a leading slash has no meaning and is dropped."
CHAT_REQUEST = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {
                    # No maxLength: what is counted is the text without invisible characters.
                    "message": {"type": "string", "minLength": 1, "description": MESSAGE_RULE},
                    "choice": {"type": "string", "minLength": 1, "maxLength": MOST_CHARACTERS},
                    "id": {"type": "string", "pattern": f"^{CLIENT_ID.pattern}$"},
                },
                "oneOf": [{"required": ["message"]}, {"required": ["choice"]}],
            }
        }
    },
}


FEEDBACK_REQUEST = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {
                    "id": {
                        "type": "string",
                        "pattern": f"^{CLIENT_ID.pattern}$",
                        "description": "`turn` of the card",
                    },
                    "useful": {"type": "boolean"},
                    "reason": {"type": ["string", "null"], "maxLength": MOST_REASON},
                },
                "required": ["id", "useful"],
            }
        }
    },
}


def query(name: str, **schema: Any) -> dict[str, Any]:
    """One parameter of a look-up."""
    required = schema.pop("required", False)
    return {"name": name, "in": "query", "required": required, "schema": {"type": "string", **schema}}


NOTICE = query("notice")
SEARCH_PARAMETERS = [
    query("q", required=True, minLength=1, maxLength=500),
    query("limit", type="integer", minimum=1, maximum=20),
    query("unit"),
    query("chapter"),
    NOTICE,
]
NUMBER_PARAMETER = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}


def answers(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The problems that a route may answer with, by status; 500 always."""
    statuses: dict[int, list[str]] = {}
    for code in (*codes, "failed"):
        statuses.setdefault(PROBLEMS[code][0], []).append(code)
    return {
        status: {"model": ProblemBody, "description": ", ".join(sorted(names))} for status, names in statuses.items()
    }
