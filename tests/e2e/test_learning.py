"""One question from "not answered" to answered: recorded, grouped, drafted, tried in bulk, accepted, indexed, asked again.

With the real index, the real embedding model, and what the real Rasa model reads in the question. In a copy of the data.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import URL

from actions.outcomes.pseudonyms import Pseudonyms
from actions.outcomes.recorder import Recorder, Shown
from actions.outcomes.store import OutcomeStore
from actions.question import Reading
from actions.review.__main__ import main
from actions.review.desk import ReviewDesk
from actions.review.drafts import ACCEPTED
from actions.service import Service, build_service
from actions.turns import Taken, Turn, Turns
from deploy.settings import load_layout
from index.build import build_index, why_stale
from index.settings import Settings, load_settings
from tests.conftest import require

pytestmark = [pytest.mark.e2e, pytest.mark.model]

QUESTION = "两张皮的问题找哪个解决"
"""两张皮: research on one side, industry on the other. Nothing in the data says so yet."""
PARAPHRASE = "科研和产业两张皮，这个问题归哪个解决"
ROWS_TRIED = 60


@dataclass(frozen=True)
class Workplace:
    """A copy of data, index and cache; `readings`: what the trained model reads in the questions."""

    settings: Settings
    readings: dict[str, dict[str, float]]

    def ask(self, service: Service, question: str) -> Taken:
        ranking = self.readings[question]
        reading = Reading(question, max(ranking, key=lambda intent: ranking[intent]), ranking)
        return Turns(service).take(Turn("ab" * 8, reading, {}))


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    layout, real = load_layout(), load_settings()
    require(why_stale(real) is None and layout.model.is_file(), "index and model")
    home = tmp_path_factory.mktemp("learning")
    data = Path(shutil.copytree(real.data, home / "data"))
    rows = data / "evaluation" / "dev.jsonl"
    rows.write_text("".join(rows.read_text(encoding="utf-8").splitlines(keepends=True)[:ROWS_TRIED]), encoding="utf-8")
    for folder in ("index", "cache"):
        shutil.copytree(real.home / folder, home / "var" / folder)
    asked = home / "asked.jsonl"
    texts = [QUESTION, PARAPHRASE, *(json.loads(line)["text"] for line in rows.open(encoding="utf-8"))]
    asked.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    out = home / "var" / "readings.json"
    command = [str(layout.rasa_python), "-W", "ignore", "-m", "bot.readings", str(asked), str(out)]
    done = subprocess.run(
        command, cwd=layout.root, env=layout.environment(), capture_output=True, text=True, check=False, timeout=280
    )
    assert done.returncode == 0, done.stderr[-800:]
    settings = replace(real, data=data, home=home / "var")
    return Workplace(settings, json.loads(out.read_text(encoding="utf-8")))


def test_an_unanswered_question_is_learned(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = workplace.settings
    service = build_service(settings)

    # It is asked, and not answered well: by two callers.
    store = OutcomeStore(URL.create("sqlite", database=str(settings.home / "db" / "outcomes.db")))
    store.prepare()
    recorder = Recorder(lambda entry: store.write([entry]) == 0, Pseudonyms(b"k" * 32))
    before = workplace.ask(service, QUESTION)
    assert before.reply.card["status"] in ("out_of_scope", "clarify")
    for turn, question in (("11" * 8, QUESTION), ("22" * 8, f"请问{QUESTION}？我的电话13912345678")):
        recorder.shown(Shown(turn, turn, question, before.reply, 5))

    # The desk shows one group, masked, and drafts a 相似问 from it.
    desk = ReviewDesk(store, recorder, settings.data, settings.home / "drafts", lambda: service.searcher)
    groups = desk.unanswered({})["groups"]
    assert groups[0]["question"] == QUESTION and sum(group["count"] for group in groups) == 2
    assert "13912345678" not in json.dumps(groups)
    key = service.searcher.notices[0].key
    entry = {"notice": key, "measure": 4, "kind": "contact", "text": groups[0]["question"]}
    draft = desk.draft({"sort": "question", "entry": entry, "who": "li.ming", "about": QUESTION})["draft"]

    # make review: listed with its effect, nothing changed yet.
    monkeypatch.setenv("YUCE_HOME", str(settings.home))
    monkeypatch.setenv("YUCE_DATA", str(settings.data))
    questions = settings.data / "questions" / "yufagai-2021-12.yml"
    untouched = questions.read_bytes()
    monkeypatch.setattr("sys.stdin", open("/dev/null"))  # noqa: SIM115
    assert main([]) == 0
    listed = capsys.readouterr().out
    assert draft in listed and f"+      - {QUESTION}" in listed
    assert "检索首条正确：" in listed and "答复正确：" in listed and "变差" in listed
    assert questions.read_bytes() == untouched

    # Accepted: one line more in git, the draft put aside.
    assert main(["--accept", draft]) == 0
    assert len(questions.read_bytes().splitlines()) == len(untouched.splitlines()) + 1
    assert (settings.home / "drafts" / ACCEPTED / f"{draft}.patch").is_file()
    assert "questions/yufagai-2021-12.yml" in (why_stale(settings) or "")

    # The index is built anew, and the next answer is right, in other words too.
    build_index(settings)
    learned = build_service(settings)
    for question in (QUESTION, PARAPHRASE):
        reply = workplace.ask(learned, question).reply
        assert (reply.card["status"], reply.card["measures"][0]["number"]) == ("answered", 4), question
        assert "市科技局" in reply.text
    store.close()
