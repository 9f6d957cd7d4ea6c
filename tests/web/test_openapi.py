"""The OpenAPI document is true: what it allows is answered as it says, what it forbids is refused in its shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.web.process import Process, door_process
from tests.web.standin import running

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    unsupported_method,
]
OPERATIONS = ["chat", "site", "feedback", "forget", "search", "notices", "measures", "measure", "alive", "ready"]


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """A real door; what is behind it answers everything."""
    with running() as rasa, running() as actions, door_process(tmp_path_factory.mktemp("home"), rasa, actions) as one:
        yield one


def operations(document: schemathesis.BaseSchema) -> dict[str, Any]:
    """Operation id → operation; an operation that is badly described is an error."""
    results: Any = document.get_all_operations()
    found = [result.ok() for result in results]
    return {operation.definition.raw["operationId"]: operation for operation in found}


@pytest.fixture(scope="module")
def document(door: Process) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_url(f"{door.url}/openapi.json")


def test_every_operation_is_tried(document: schemathesis.BaseSchema) -> None:
    assert sorted(operations(document)) == sorted(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_is_allowed_is_answered_as_the_document_says(document: schemathesis.BaseSchema, name: str) -> None:
    _try_all(operations(document)[name], schemathesis.GenerationMode.POSITIVE, CHECKS)


def test_what_is_forbidden_is_refused_as_the_document_says(document: schemathesis.BaseSchema) -> None:
    """Bodies of a chat request; parameters of look-ups are the action server's to refuse, and it is not here."""
    operation = operations(document)["chat"]
    _try_all(operation, schemathesis.GenerationMode.NEGATIVE, [*CHECKS, refused])


def refused(context: Any, response: Any, case: Any) -> bool | None:
    """As Schemathesis has it, to whom 413 for a text that is far too long is no refusal."""
    return None if response.status_code == 413 else negative_data_rejection(context, response, case)


def _try_all(
    operation: Any,
    mode: schemathesis.GenerationMode,
    checks: list[schemathesis.CheckFunction],
) -> None:
    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def tried(case: Any) -> None:
        case.call_and_validate(checks=checks)

    tried()
