"""Replicas behind nginx: one is killed, all are restarted one by one, one message reaches several."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.cluster import Replica
from deploy.cluster_servers import nginx_program
from deploy.rolling import roll
from index.archive import install, pack
from index.build import input_hashes, version_of
from index.errors import YuceError
from index.settings import Settings
from index.store import current_version, publish_files, read_manifest, verified_files
from tests.conftest import require_package
from tests.e2e.system import wait_for
from tests.faults.farm import Farm, farm
from tests.faults.plant import Answer, Caller, ForkingRasa, plain_client
from tests.faults.tools import fault, rounds
from tests.servers_postgresql import PostgreSQL
from tests.servers_redis import Redis
from web.session import pseudonym

pytestmark = pytest.mark.e2e
SENDERS, ASK_WITHIN_S = 2, 90.0


@pytest.fixture(scope="module")
def shared_farm(
    forking: ForkingRasa, pg_server: PostgreSQL, redis_server: Redis, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Farm]:
    require_package("nginx", nginx_program() is not None)
    for server in (pg_server, redis_server):
        if server.process is None or server.process.poll() is not None:
            server.start()
    with farm(tmp_path_factory.mktemp("farm"), forking, pg_server, redis_server) as made:
        yield made


def served_by(running: Farm, caller: Caller) -> list[Replica]:
    """Rasas whose log names this conversation."""
    mark = f'"session": "{pseudonym(caller.sender)}"'
    return [one for one in running.cluster.of_kind("rasa") if mark in running.log(one.name)]


@fault("replica-killed")
def test_a_killed_rasas_conversation_goes_on_at_another(shared_farm: Farm) -> None:
    """Without a word in simple mode, and what was spoken of is still known."""
    caller = Caller(shared_farm.front)
    assert all(caller.ask(text).full for text in ("第4条讲什么", "第17条讲什么"))
    [its] = served_by(shared_farm, caller)
    shared_farm.kill(its)
    follow = caller.ask("那找谁", timeout=ASK_WITHIN_S)
    assert follow.full and follow.card["measures"][0]["number"] == 17
    assert len(served_by(shared_farm, caller)) == 2
    shared_farm.start(its)
    assert wait_for(lambda: shared_farm.ready(its), 120)
    caller.assert_kept()


@fault("replica-killed-in-turn")
def test_a_message_whose_rasa_is_killed_is_answered_by_another(shared_farm: Farm) -> None:
    """nginx asks another, which waits until the dead one's lock has ended; the sender only waits."""
    caller, actions = Caller(shared_farm.front), shared_farm.cluster.of_kind("actions")
    assert caller.ask("第17条讲什么", timeout=ASK_WITHIN_S).full
    [its] = served_by(shared_farm, caller)
    for one in actions:
        os.kill(shared_farm.pids[one.name], signal.SIGSTOP)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(caller.ask, "那找谁", None, ASK_WITHIN_S)
        try:
            time.sleep(2)
            assert not waiting.done()
            shared_farm.kill(its)
        finally:
            for one in actions:
                os.kill(shared_farm.pids[one.name], signal.SIGCONT)
        assert waiting.result().full
    shared_farm.start(its)
    assert wait_for(lambda: shared_farm.ready(its), 120)
    assert [one.said for one in shared_farm.front.stored(caller.sender)] == ["第17条讲什么", "那找谁"]
    caller.assert_kept()


@fault("rolling-restart")
def test_all_are_restarted_one_by_one_and_every_turn_is_answered(shared_farm: Farm) -> None:
    """Senders who give no ids and never ask again."""
    callers, stop = [Caller(shared_farm.front, named=False) for _ in range(SENDERS)], threading.Event()

    def talk(caller: Caller) -> list[Answer]:
        answers = []
        while not stop.wait(0.1):
            answers.append(caller.ask(f"第{caller.asked % 20 + 1}条讲什么", timeout=ASK_WITHIN_S))
        return [answer for answer in answers if not answer.full]

    # The second action server has nothing new to tell, and takes ten seconds of a processor to start.
    restarted = shared_farm.cluster.replicas[rounds(1, 0) :]
    before = dict(shared_farm.pids)
    with ThreadPoolExecutor(SENDERS) as threads:
        talks = [threads.submit(talk, caller) for caller in callers]
        try:
            roll(restarted, shared_farm.stop, shared_farm.start, shared_farm.ready)
        finally:
            stop.set()
    assert [answer for one in talks for answer in one.result()] == []
    stayed = {name for name, pid in shared_farm.pids.items() if before[name] == pid}
    assert stayed == {*shared_farm.pids} - {one.name for one in restarted}
    for caller in callers:
        caller.assert_kept()
        assert len(shared_farm.front.stored(caller.sender)) == caller.asked > 20


@fault("same-id-at-replicas")
def test_a_message_that_reaches_several_replicas_is_one_turn(shared_farm: Farm) -> None:
    """At both doors, and at all Rasas at once."""
    caller = Caller(shared_farm.front)
    assert caller.ask("第17条讲什么").full
    body = {"message": "那找谁", "id": "again"}

    def at_door(replica: Replica) -> object:
        client = plain_client()
        client.cookies = caller.client.cookies
        return client.post(f"{replica.url}/api/chat", json=body, timeout=ASK_WITHIN_S).json()["messages"][0]["text"]

    def at_rasa(replica: Replica) -> object:
        asked = {"sender": caller.sender, **body}
        said = plain_client().post(f"{replica.url}/webhooks/rest/webhook", json=asked, timeout=ASK_WITHIN_S).json()
        return "\n".join(message["text"] for message in said if message.get("text")).strip()

    with ThreadPoolExecutor(5) as threads:
        at_doors = threads.map(at_door, shared_farm.cluster.of_kind("web"))
        at_rasas = threads.map(at_rasa, shared_farm.cluster.of_kind("rasa"))
        told = [*at_doors, *at_rasas]
    assert len(set(told)) == 1 and "市金融监管局" in str(told[0])
    assert [one.said for one in shared_farm.front.stored(caller.sender)] == ["第17条讲什么", "那找谁"]


def another_version(settings: Settings, folder: Path) -> Path:
    """Packed on another machine, where a remark was added to the 相似问."""
    elsewhere = replace(settings, home=folder / "var", data=folder / "data")
    shutil.copytree(settings.data, elsewhere.data)
    edited = next((elsewhere.data / "questions").glob("*.yml"))
    edited.write_text(edited.read_text(encoding="utf-8") + "\n# 复核过\n", encoding="utf-8")
    current = current_version(settings.index_dir)
    manifest, inputs = read_manifest(current), input_hashes(elsewhere.data)
    files = verified_files(current, manifest)
    fresh = replace(manifest, version=version_of(inputs, manifest.model), inputs=inputs)
    publish_files(elsewhere.index_dir, fresh, files)
    return pack(elsewhere, folder)


def test_an_index_that_is_installed_is_used_by_every_action_server(shared_farm: Farm, tmp_path: Path) -> None:
    """As a file from another machine, while they run; a damaged one before it changes nothing."""
    settings, caller = shared_farm.cluster.layout.settings, Caller(shared_farm.front)
    before = current_version(settings.index_dir).name
    assert caller.ask("第17条讲什么", timeout=ASK_WITHIN_S).card["version"] == before
    archive = another_version(settings, tmp_path)
    whole = archive.read_bytes()
    archive.write_bytes(whole[:-1])
    with pytest.raises(YuceError, match="not what was packed"):
        install(settings, archive)
    assert current_version(settings.index_dir).name == before
    archive.write_bytes(whole)
    version = install(settings, archive).version
    assert version != before

    def used(replica: Replica) -> bool:
        return version in plain_client().get(f"{replica.url}/metrics", timeout=ASK_WITHIN_S).text

    actions = shared_farm.cluster.of_kind("actions")
    assert wait_for(lambda: all(used(one) for one in actions), 60)
    assert caller.ask("那找谁", timeout=ASK_WITHIN_S).card["version"] == version
