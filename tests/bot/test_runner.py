"""The planned runner gives what Rasa's own gives, and plans once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.exceptions import GraphComponentException
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage

from bot.runner import PlannedGraphRunner


class Adder(GraphComponent):
    """Adds what it gets; a sum of 13 is refused."""

    @classmethod
    def create(cls, *arguments: Any, **named: Any) -> Adder:
        return cls()

    def add(self, one: int, other: int = 0) -> int:
        if one + other == 13:
            raise ValueError("13")
        return one + other


def node(needs: dict[str, str], target: bool = False) -> SchemaNode:
    return SchemaNode(needs, Adder, "create", "add", {}, eager=True, is_target=target)


SCHEMA = GraphSchema(
    {
        "last": node({"one": "middle", "other": "first"}, target=True),
        "middle": node({"one": "first", "other": "first"}),
        "first": node({"one": "given"}),
        "aside": node({"one": "given", "other": "middle"}, target=True),
        "unneeded": node({"one": "nowhere"}),
    }
)


def runner(kind: type[DaskGraphRunner], folder: Path) -> DaskGraphRunner:
    return kind(SCHEMA, LocalModelStorage(folder), ExecutionContext(SCHEMA))


@pytest.mark.parametrize("targets", [["last"], ["aside", "last"], ["middle"]])
def test_targets_get_what_rasas_runner_gives_them(tmp_path: Path, targets: list[str]) -> None:
    ours, rasas = runner(PlannedGraphRunner, tmp_path), runner(DaskGraphRunner, tmp_path)
    for given in (1, 5):
        assert ours.run({"given": given}, targets) == rasas.run({"given": given}, targets)


def test_the_order_is_found_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = runner(PlannedGraphRunner, tmp_path)
    ours.run({"given": 1}, ["last"])
    monkeypatch.setattr(GraphSchema, "minimal_graph_schema", lambda *_: pytest.fail("planned again"))
    assert ours.run({"given": 2}, ["last"]) == {"last": 6}


def test_a_fault_of_a_node_is_told_as_ever(tmp_path: Path) -> None:
    with pytest.raises(GraphComponentException, match="middle"):
        runner(PlannedGraphRunner, tmp_path).run({"given": 6.5}, ["last"])  # type: ignore[dict-item]
