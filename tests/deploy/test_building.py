"""Rasa is trained again when anything that it is trained from has changed, and a failed training changes nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deploy.building import content_file, model_stamp, model_state, train, write_lookups
from deploy.errors import DeployError
from deploy.settings import Layout
from deploy.stamps import content_hash, write_stamp
from index.settings import load_settings

INPUTS = (
    "config.yml",
    "bot/requirements.txt",
    "bot/featurizer.py",
    "bot/deeper/part.py",
    "bot/domain/intents.yml",
    "data/nlu/greet.yml",
    "data/dialogue/rules.yml",
    "var/nlu/units.yml",
)
RASA = """#!/bin/sh
while [ "$1" != "--out" ]; do shift; done
mkdir -p "$2"
echo "this is training"
{body}
"""


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A project with all inputs and a trained model, whose .venv-rasa is a script."""
    for name in INPUTS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    environ = {name: str(tmp_path / folder) for name, folder in (("YUCE_HOME", "var"), ("YUCE_DATA", "data"))}
    environ["PATH"] = os.environ["PATH"]
    made = Layout(tmp_path, load_settings(environ), environ)
    made.model.parent.mkdir()
    made.model.write_text("old model")
    write_stamp(content_file(made), content_hash(made.model))
    write_stamp(made.model.with_name("yuce.tar.gz.sha256"), model_stamp(made))
    return made


def rasa(layout: Layout, body: str) -> None:
    layout.rasa_python.parent.mkdir(parents=True)
    layout.rasa_python.write_text(RASA.format(body=body))
    layout.rasa_python.chmod(0o755)


def test_lookups_are_written_once_and_again_when_data_change(layout: Layout) -> None:
    """The stand-in for .venv counts how often it is called."""
    calls = layout.root / "calls"
    layout.python.parent.mkdir(parents=True)
    layout.python.write_text(f'#!/bin/sh\necho "$@" >> "{calls}"\n: > "$5/units.yml"\n')
    layout.python.chmod(0o755)
    for name in ("data/nlu/greet.yml", None, "data/nlu/greet.yml"):
        if name:
            (layout.root / name).write_text(f"after {calls.exists()}")
        write_lookups(layout)
    assert calls.read_text().splitlines() == [f"-m index nlu --out {layout.lookups}"] * 2


def test_an_unchanged_model_is_fresh(layout: Layout) -> None:
    assert model_state(layout) == "fresh"


@pytest.mark.parametrize("name", INPUTS)
def test_every_input_makes_it_stale(layout: Layout, name: str) -> None:
    (layout.root / name).write_text("after")
    assert model_state(layout) == "stale"


def test_other_files_do_not(layout: Layout) -> None:
    """Sentences for faults and endpoints are read at start, not trained."""
    (layout.root / "bot" / "endpoints.yml").write_text("after")
    assert model_state(layout) == "fresh"


def test_no_model_is_missing(layout: Layout) -> None:
    layout.model.unlink()
    assert model_state(layout) == "missing"


def test_training_replaces_the_model_and_makes_it_fresh(layout: Layout) -> None:
    rasa(layout, 'echo "new model" > "$2/yuce.tar.gz"')
    (layout.root / "config.yml").write_text("after")
    train(layout)
    assert layout.model.read_text() == "new model\n"
    assert model_state(layout) == "fresh"
    kept = sorted(path.name for path in layout.model.parent.iterdir())
    assert kept == ["yuce.tar.gz", "yuce.tar.gz.content.sha256", "yuce.tar.gz.sha256"]


def test_a_model_that_was_not_trained_here_is_stale(layout: Layout) -> None:
    """Altered, put there by hand, or without the note of its sha256."""
    layout.model.write_text("somebody's model")
    assert model_state(layout) == "stale"
    write_stamp(content_file(layout), content_hash(layout.model))
    assert model_state(layout) == "fresh"
    content_file(layout).unlink()
    assert model_state(layout) == "stale"


@pytest.mark.parametrize("body", ["exit 1", "exit 0"], ids=["fails", "writes nothing"])
def test_a_failed_training_leaves_the_old_model_stale(layout: Layout, body: str) -> None:
    """The error names the log; the next run tries again."""
    rasa(layout, body)
    (layout.root / "config.yml").write_text("after")
    with pytest.raises(DeployError, match=r"train\.log"):
        train(layout)
    assert layout.model.read_text() == "old model"
    assert model_state(layout) == "stale"
