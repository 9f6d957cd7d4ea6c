"""A new index is taken into use whole while the server runs; one that cannot be loaded changes nothing but the log."""

from __future__ import annotations

import hashlib
import logging
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import URL

from actions.outcomes.pseudonyms import Pseudonyms
from actions.outcomes.recorder import Recorder
from actions.outcomes.store import OutcomeStore
from actions.question import Memory, Reading
from actions.reload import Reloader
from actions.review.desk import ReviewDesk
from actions.server import service_in_use, use
from actions.service import Service, build_service
from index.build import build_index
from index.search import Searcher
from index.settings import ROOT, Settings
from index.store import CURRENT, MANIFEST, PASSAGES, VECTORS, current_version
from tests.actions.http import serving
from tests.index.fake_encoder import FakeEncoder

Served = tuple[Reloader, list[Service]]


@dataclass(frozen=True)
class Edited:
    """A service of the notice before it was edited, and the data and index of afterwards."""

    before: Service
    settings: Settings


def edit(settings: Settings) -> None:
    """Another sum in the notice and in the conditions that quote it, as an operator enters it."""
    text, table = (settings.data / "notice" / f"yufagai-2021-12.{kind}" for kind in ("txt", "yml"))
    before = text.read_bytes()
    after = before.replace("5000 万元".encode(), "6000 万元".encode())
    assert after != before
    text.write_bytes(after)
    old, new = (hashlib.sha256(data).hexdigest() for data in (before, after))
    table.write_text(table.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    conditions = settings.data / "conditions" / "yufagai-2021-12.yml"
    conditions.write_text(conditions.read_text(encoding="utf-8").replace("5000 万元", "6000 万元"), encoding="utf-8")


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Edited:
    folder = tmp_path_factory.mktemp("edited")
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("nlu", "evaluation"))
    settings = Settings(folder, folder / "data", "fake", 5055, 5005)
    build_index(settings, FakeEncoder)
    before = build_service(settings, FakeEncoder())
    edit(settings)
    build_index(settings, FakeEncoder)
    return Edited(before, settings)


@pytest.fixture
def settings(edited: Edited, tmp_path: Path) -> Settings:
    """The published index, to be spoilt."""
    shutil.copytree(edited.settings.index_dir, tmp_path / "index")
    return replace(edited.settings, home=tmp_path)


@pytest.fixture
def served(edited: Edited, settings: Settings) -> Served:
    """A reloader and the services that it has put into use, the first one at the beginning."""
    services = [edited.before]
    return Reloader(settings, edited.before, services.append), services


def point_at(settings: Settings, version: str) -> None:
    (settings.index_dir / CURRENT).write_text(version, encoding="utf-8")


def test_what_is_published_is_taken_into_use_with_the_same_model(settings: Settings, served: Served) -> None:
    reloader, services = served
    new_version = current_version(settings.index_dir).name
    point_at(settings, services[0].searcher.manifest.version)
    assert not reloader.look(), "edited, but not published yet"
    point_at(settings, new_version)
    assert reloader.look() and not reloader.look()
    old, new = services
    assert new.searcher.manifest.version == new_version and new.searcher.encoder is old.searcher.encoder
    for service, said in ((old, "5000 万元"), (new, "6000 万元")):
        reply = service.reply(Reading("第1条讲什么", "ask_content", {"ask_content": 1.0}), Memory())
        assert said in reply.text and said in reply.card["measures"][0]["quote"]


@pytest.mark.parametrize("how", [VECTORS, PASSAGES, MANIFEST, CURRENT])
def test_what_cannot_be_loaded_leaves_the_old_one(
    settings: Settings, served: Served, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    reloader, services = served
    place = settings.index_dir if how == CURRENT else current_version(settings.index_dir)
    (place / how).write_bytes((place / how).read_bytes()[:-10])
    with caplog.at_level(logging.ERROR):
        assert not reloader.look()
        assert not reloader.look(), "not at every look"
    assert len(services) == 1
    assert len(caplog.records) == 1 and "make index" in caplog.text


def told(client: httpx.Client, path: str, **parameters: Any) -> str:
    response = client.get(path, params=parameters)
    assert response.status_code == 200, response.text
    return response.text


def test_desk_review_and_figures_follow_a_swap(settings: Settings, served: Served, tmp_path: Path) -> None:
    """As the action server has them: the catalogue, a standard reply, a look-up, headings of the figures, the metric."""
    [old], new_version = served[1], current_version(settings.index_dir).name
    store = OutcomeStore(URL.create("sqlite", database=str(tmp_path / "outcomes.db")))
    store.prepare()
    recorder = Recorder(lambda entry: store.write([entry]) == 0, Pseudonyms(b"k" * 32))
    asked: list[Searcher] = []

    def in_use() -> Searcher:
        asked.append(service_in_use().searcher)
        return asked[-1]

    review = ReviewDesk(store, recorder, settings.data, tmp_path / "drafts", in_use)
    swapping = Reloader(settings, old, use)
    with serving(old, recorder=recorder, review=review) as client:
        for said, unsaid, version in (
            ("5000 万元", "6000 万元", old.searcher.manifest.version),
            ("6000 万元", "5000 万元", new_version),
        ):
            for path, parameters in (
                ("/internal/desk/catalogue", {}),
                ("/internal/desk/reply", {"number": 1, "kind": "funding"}),
                ("/internal/desk/search", {"q": "1"}),
                ("/internal/desk/answer", {"q": "第1条最高补多少钱"}),
                ("/api/search", {"q": "高端研发机构最高补多少钱"}),
                ("/api/measures/1", {}),
            ):
                text = told(client, path, **parameters)
                assert said in text and unsaid not in text, path
            told(client, "/internal/review/figures")
            assert asked[-1].manifest.version == version
            assert f'yuce_actions_index_info{{version="{version}"}} 1.0' in told(client, "/metrics")
            swapping.look()
        assert told(client, "/metrics").count("yuce_actions_index_info{") == 1
    store.close()


def test_an_index_that_the_desk_cannot_open_is_not_taken_into_use(
    settings: Settings, edited: Edited, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(service: Service) -> None:
        raise RuntimeError("no desk")

    reloader = Reloader(settings, edited.before, refuse)
    with caplog.at_level(logging.ERROR):
        assert not reloader.look()
    assert "stays in use" in caplog.text
