"""What an entry has to keep to before it may be drafted, imported or accepted. Reads the data folder once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from rapidfuzz import fuzz, process

from actions.answer import Kind
from actions.review.drafts import Entry, Sort
from actions.review.groups import wording_of
from index.evaluate import STATUSES, Row, comparable, load_dialogues, load_rows
from index.lexicon import load_lexicon
from index.library import load_library
from index.questions import KINDS, OTHER, load_questions

LONGEST = {Sort.QUESTION: 100, Sort.SYNONYM: 20, Sort.EVALUATION: 200}
TOO_SIMILAR = 80.0
"""As in data/evaluation/README.md: what is learned may not be so like a held-out question (rapidfuzz ratio)."""
TOO_SHORT = 6
"""Messages of at most so many characters (你好, 找谁) are like others by nature."""
HELD_OUT = "与留作测试的评测题太像，学了它测试就不作数：请换一个说法"
_KINDS = frozenset(kind.value for kind in Kind)


class Rules:
    """Says why an entry is refused. `took` makes it known, so that the same entry twice is found."""

    def __init__(self, data: Path) -> None:
        self._notices = {notice.key: notice for notice in load_library(data)}
        self._terms = load_lexicon(data / "lexicon").synonyms
        self._words = {word: entry.term for entry in self._terms for word in entry.words}
        self._questions = {
            wording_of(question.text): f"第{number}条「{question.text}」"
            for notice in self._notices.values()
            for number, rows in load_questions(data / "questions", notice).items()
            for question in rows
        }
        evaluation = data / "evaluation"
        held_out = _rows(evaluation / "test.jsonl")
        self._rows = {wording_of(row.text): row.id for row in (*_rows(evaluation / "dev.jsonl"), *held_out)}
        self._held_out = [row.text for row in held_out] + _first_messages(evaluation / "dialogues" / "test.jsonl")

    @property
    def notices(self) -> tuple[str, ...]:
        return tuple(self._notices)

    def refusal(self, sort: Sort, entry: Entry) -> str | None:
        """One sentence, or None where the entry may be taken."""
        text = entry["word"] if sort is Sort.SYNONYM else entry["text"]
        return _no_text(text, LONGEST[sort]) or self._refusals[sort](self, entry)

    def took(self, sort: Sort, entry: Entry) -> None:
        if sort is Sort.SYNONYM:
            self._words[entry["word"]] = entry["term"]
        elif sort is Sort.QUESTION:
            self._questions[wording_of(entry["text"])] = f"第{entry['measure']}条「{entry['text']}」"
        else:
            self._rows[wording_of(entry["text"])] = "同一批草稿"

    def _of_question(self, entry: Entry) -> str | None:
        wording = wording_of(entry["text"])
        if entry["kind"] not in KINDS and entry["kind"] != OTHER:
            return f"没有种类 {entry['kind'][:20]!r}：可用 {'、'.join(sorted(KINDS))}、{OTHER}"
        if wording in self._questions:
            return f"这一问已有了，在{self._questions[wording]}：同一问只能出现一次"
        if wording in self._rows:
            return f"这是评测题 {self._rows[wording]}，不能再当相似问：请换一个说法"
        return self._no_measures(entry["notice"], [entry["measure"]]) or self._too_like(entry["text"])

    def _of_synonym(self, entry: Entry) -> str | None:
        term, word = entry["term"].strip(), entry["word"]
        if term != entry["term"] or not any(term in notice.text for notice in self._notices.values()):
            return f"「{term[:30]}」不是通知里的词：正式用词要与原文一字不差"
        if self._words.get(word) == term:
            return f"「{word}」已经写在「{term}」下"
        if word == term:
            return "口语说法和正式用词相同"
        if len(word) < 2:
            return f"「{word}」只有一个字，会认错：至少两个字"
        return self._too_like(word)

    def _of_evaluation(self, entry: Entry) -> str | None:
        wording = wording_of(entry["text"])
        if wording in self._rows:
            return f"这一题已有了：{self._rows[wording]}"
        if wording in self._questions:
            return f"这一问已是相似问，在{self._questions[wording]}：学过的问题不能再当评测题"
        wrong = [status for status in entry["status"] if status not in STATUSES]
        if wrong or not entry["status"]:
            return f"状态 {wrong[:1] or '为空'} 不对：可用 {'、'.join(sorted(STATUSES))}"
        if entry["kind"] is not None and entry["kind"] not in _KINDS:
            return f"没有类别 {entry['kind'][:20]!r}：可用 {'、'.join(sorted(_KINDS))}"
        if not all(type(number) is int for number in entry["first"]):
            return "条号要是整数"
        if not all(isinstance(word, str) and word.strip() for word in (*entry["must"], *entry["must_not"])):
            return "必须有和不能有的词要是文字"
        return self._no_measures(None, entry["first"]) or self._lacking(entry)

    def _lacking(self, entry: Entry) -> str | None:
        """Facts that an answer must state have to stand in a measure that may be cited first."""
        texts = [
            comparable(measure.text)
            for notice in self._notices.values()
            for measure in notice.measures
            if measure.number in entry["first"]
        ]
        for must in entry["must"] if texts and entry["kind"] in ("content", "contact", "definition") else ():
            if not any(comparable(word) in text for word in must.split("|") for text in texts):
                return f"「{must}」不在第{'、'.join(map(str, entry['first']))}条的原文里"
        return None

    def _no_measures(self, key: str | None, numbers: list[int]) -> str | None:
        notices = [self._notices[key]] if key in self._notices else [] if key else list(self._notices.values())
        if not notices:
            return f"没有收录通知 {str(key)[:40]!r}：可用 {'、'.join(self._notices)}"
        known = {measure.number for notice in notices for measure in notice.measures}
        missing = next((number for number in numbers if number not in known), None)
        return None if missing is None else f"没有第 {missing} 条：条号是 {min(known)} 到 {max(known)}"

    def _too_like(self, text: str) -> str | None:
        found = process.extractOne(text, self._held_out, scorer=fuzz.ratio, score_cutoff=TOO_SIMILAR)
        return HELD_OUT if found else None

    _refusals: ClassVar[dict[Sort, Callable[[Rules, Entry], str | None]]] = {
        Sort.QUESTION: _of_question,
        Sort.SYNONYM: _of_synonym,
        Sort.EVALUATION: _of_evaluation,
    }


def _no_text(text: str, longest: int) -> str | None:
    """Why this cannot be an entry's text."""
    if not any(sign.isalnum() for sign in text):
        return "没有文字"
    if text != " ".join(text.split()) or not text.isprintable():
        return "有换行、连续空格、首尾空格或看不见的字符：请写成一行"
    if len(text) > longest:
        return f"太长（{len(text)} 字）：最多 {longest} 字"
    if "［" in text or "］" in text:
        return "含有隐去的个人信息（［…］）：请改写成不带号码的说法"
    return None


def _rows(path: Path) -> list[Row]:
    return load_rows(path) if path.is_file() else []


def _first_messages(path: Path) -> list[str]:
    dialogues = load_dialogues(path) if path.is_file() else []
    return [one.turns[0].text for one in dialogues if len(one.turns[0].text) > TOO_SHORT]
