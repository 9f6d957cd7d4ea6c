"""Dialogues are read with clear errors, held with one sender each, judged turn by turn, and keep their record."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.errors import DataError
from index.evaluate import Dialogue, load_dialogues
from tests.evaluation import __main__ as evaluation
from tests.evaluation.dialogues import all_turns, figures_of, hold
from tests.evaluation.score import Answered

MONEY: dict[str, Any] = {
    "say": "高端研发机构最高补多少", "status": ["answered"], "kind": "funding", "first": [1], "all": None,
    "must": ["5000万元"], "must_not": [],
}  # fmt: skip
CONTACT: dict[str, Any] = {**MONEY, "say": "找谁", "kind": "contact", "must": ["市科技局"], "must_not": ["电话"]}
DIALOGUE: dict[str, Any] = {"id": "dlg-1", "tags": ["ellipsis"], "turns": [MONEY, CONTACT]}

REPLIES: dict[str, tuple[str, str | None, list[int], str]] = {
    "高端研发机构最高补多少": ("answered", "funding", [1], "最高 5,000 万元"),
    "找谁": ("answered", "contact", [1, 2], "市科技局"),
    "哪个": ("clarify", "content", [], "您问的是哪一条？"),
}


def reply(text: str) -> Answered:
    """The stand-in for the bot: fixed replies, each after a tenth of a second."""
    status, kind, numbers, said = REPLIES[text]
    return Answered(said, {"status": status, "kind": kind, "measures": [{"number": n} for n in numbers]}, 0.1)


def written(folder: Path, *lines: str) -> Path:
    path = folder / "dialogues.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def line(**changes: Any) -> str:
    return json.dumps({**DIALOGUE, **changes}, ensure_ascii=False)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Dialogue]:
    """Reads one dialogue of these turns, as from a file."""
    return lambda *turns: load_dialogues(written(tmp_path, line(turns=list(turns))))[0]


def test_turns_are_rows_named_after_their_dialogue(tmp_path: Path) -> None:
    [dialogue] = load_dialogues(written(tmp_path, line(), ""))
    assert [turn.id for turn in dialogue.turns] == ["dlg-1.1", "dlg-1.2"]
    assert [turn.text for turn in dialogue.turns] == ["高端研发机构最高补多少", "找谁"]
    assert {turn.tags for turn in dialogue.turns} == {dialogue.tags} == {("ellipsis",)}


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("{", ": no evaluation row"),
        ("17", ": no evaluation row"),
        (json.dumps({"id": "dlg-2", "tags": []}), ": .*KeyError.*turns"),
        (line(id=2), ": .*id must be str, found 2"),
        (line(tags="ellipsis"), ": .*tags must be a list"),
        (line(turns={}), ": .*turns must be a list"),
        (line(turns=["你好"]), ": .*turns must be a list of dict"),
        (line(turns=[]), ": turns is empty"),
        (line(turns=[MONEY, {**MONEY, "say": ""}]), ", turn 2: say is empty"),
        (line(turns=[{key: value for key, value in MONEY.items() if key != "say"}]), ", turn 1: .*KeyError.*say"),
        (line(turns=[{**MONEY, "kind": 1}]), ", turn 1: .*kind must be str, found 1"),
        (line(turns=[{**MONEY, "first": ["1"]}]), ", turn 1: .*first must be a list of int"),
        (line(turns=[{**MONEY, "all": [True]}]), ", turn 1: .*all must be a list of int"),
        (line(turns=[{**MONEY, "must": "5000万元"}]), ", turn 1: .*must must be a list of str"),
        (line(turns=[{**MONEY, "status": [["answered"]]}]), ", turn 1: .*status must be a list of str"),
        (line(turns=[{**MONEY, "status": ["answerd"]}]), ", turn 1: .*answerd.*not of the contract"),
    ],
)
def test_a_bad_dialogue_is_refused_with_its_line_turn_and_field(tmp_path: Path, bad: str, message: str) -> None:
    with pytest.raises(DataError, match=f"{tmp_path.name}/dialogues.jsonl:2{message}"):
        load_dialogues(written(tmp_path, line(), bad))


def test_an_id_stands_once(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="id 'dlg-1' stands twice: rename one"):
        load_dialogues(written(tmp_path, line(), line()))


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({}, ()),
        ({"status": ["clarify", "answered"]}, ()),
        ({"kind": None}, ()),
        ({"kind": "funding"}, ()),  # groups the figures, is not judged
        ({"status": ["clarify"]}, ("status answered",)),
        ({"first": [17]}, ("cites [1, 2]",)),
        ({"all": [1, 2]}, ()),
        ({"all": [1]}, ("lists [1, 2]",)),
        ({"must": ["市财政局|市科技局"]}, ()),
        ({"must": ["市财政局"]}, ("lacks 市财政局",)),
        ({"must_not": ["市科技局"]}, ("says 市科技局",)),
    ],
)
def test_a_turn_is_judged_like_a_question(
    read: Callable[..., Dialogue], changes: dict[str, Any], faults: tuple[str, ...]
) -> None:
    held = hold(read(MONEY, {**CONTACT, **changes}), reply)
    assert [turn.faults for turn in held.turns] == [(), faults]
    assert held.right == (faults == ())


def test_a_dialogue_goes_on_after_a_wrong_turn(read: Callable[..., Dialogue]) -> None:
    held = hold(read({**MONEY, "status": ["form"]}, CONTACT), reply)
    assert [turn.right for turn in held.turns] == [False, True]
    assert not held.right


def test_figures_count_dialogues_turns_and_what_was_asked_back(read: Callable[..., Dialogue]) -> None:
    asks_back = {**MONEY, "say": "哪个", "first": [], "must": []}
    figures = figures_of([hold(read(MONEY, CONTACT), reply), hold(read(MONEY, asks_back), reply)])
    assert (figures["dialogues"], figures["turns"], figures["asked_back"]) == ([1, 2], [3, 4], [1, 4])
    assert figures["statuses"] == {"answered": 3, "clarify": 1}
    assert figures["tags"] == {"ellipsis": [1, 2]}
    assert (figures["p50_ms"], figures["p95_ms"]) == (100, 100)


def test_the_report_gives_intervals_and_the_change_against_the_record(read: Callable[..., Dialogue]) -> None:
    figures = figures_of([hold(read(MONEY, CONTACT), reply)])
    report = " ".join(evaluation.report_dialogues(figures, {**figures, "turns": [1, 2]}).split())
    assert "dialogues right in every turn 1 / 1 100.0% [20.7%, 100.0%] +0.0% against the record" in report
    assert "turns right 2 / 2 100.0% [34.2%, 100.0%] +50.0% against the record" in report
    assert "turns asked back 0 / 2" in report and "p50 100 ms, p95 100 ms" in report


@pytest.fixture
def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """Two dialogues in a data folder, results in a folder of their own, and Rasa's channel: what it was sent."""
    sent: list[dict[str, str]] = []

    def channel(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        answered = reply(sent[-1]["message"])
        return httpx.Response(200, json=[{"text": answered.text, "custom": answered.card}])

    real = httpx.Client
    monkeypatch.setattr(httpx, "Client", lambda **_: real(transport=httpx.MockTransport(channel)))
    monkeypatch.setattr(evaluation, "RESULTS", tmp_path / "results")
    monkeypatch.setenv("YUCE_DATA", str(tmp_path))
    folder = tmp_path / "evaluation" / "dialogues"
    folder.mkdir(parents=True)
    wrong = {**CONTACT, "first": [17]}
    (folder / "dev.jsonl").write_text(f"{line()}\n{line(id='dlg-2', turns=[MONEY, wrong])}", encoding="utf-8")
    return sent


def test_every_dialogue_has_one_sender_of_its_own(bot: list[dict[str, str]]) -> None:
    assert evaluation.main(["dialogues/dev"]) == 0
    senders = [message["sender"] for message in bot]
    assert senders[0] == senders[1] != senders[2] == senders[3]


def test_misses_name_the_turn(bot: list[dict[str, str]], capsys: pytest.CaptureFixture[str]) -> None:
    evaluation.main(["dialogues/dev", "--misses"])
    printed = capsys.readouterr().out
    assert "== dialogues/dev: 2 dialogues, 4 turns ==" in printed
    assert "dlg-2.2 找谁  cites [1, 2]" in printed and "dlg-1" not in printed


def test_the_record_is_kept_and_lowered_only_when_wanted(bot: list[dict[str, str]], tmp_path: Path) -> None:
    record = tmp_path / "results" / "dialogues" / "dev.json"
    assert evaluation.main(["dialogues/dev", "--save"]) == 0
    assert json.loads(record.read_text())["dialogues"] == [1, 2]
    better = json.dumps({**json.loads(record.read_text()), "turns": [4, 4]})
    record.write_text(better)
    assert evaluation.main(["dialogues/dev", "--save"]) == 1
    assert record.read_text() == better
    assert evaluation.main(["dialogues/dev", "--save", "--lower-record"]) == 0
    assert json.loads(record.read_text())["turns"] == [3, 4]


def test_a_file_that_is_not_known_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        evaluation.main(["dialogue/dev"])
    assert "'dialogues/dev'" in capsys.readouterr().err


def test_all_turns_of_all_dialogues_in_order(read: Callable[..., Dialogue]) -> None:
    held = [hold(read(MONEY, CONTACT), reply), hold(read(CONTACT), reply)]
    assert [turn.row.text for turn in all_turns(held)] == ["高端研发机构最高补多少", "找谁", "找谁"]
