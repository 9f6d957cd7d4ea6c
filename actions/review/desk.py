"""What the desk can ask for here, as JSON-ready values and files. Takes plain parameters; knows no HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from actions.outcomes.recorder import Recorder, storable
from actions.outcomes.store import OutcomeStore
from actions.outcomes.types import Report
from actions.review import figures, similar
from actions.review.applying import changes_of, diff_of
from actions.review.board import ORDERS, Board, Listing, Wanted
from actions.review.drafts import NAMES as SORT_NAMES
from actions.review.drafts import Draft, DraftFolder, Entry, Sort, check_entries, new_id
from actions.review.groups import Group
from actions.review.periods import CHINA, Period, day_of, period_of
from actions.review.sheets import Sheet, to_csv, to_xlsx
from actions.review.unanswered import IMPROVABLE, NAMES, Why
from index.errors import DataError, QueryError
from index.evaluate import STATUSES
from index.lexicon import load_lexicon
from index.library import load_library
from index.search import Searcher

PAGE, MOST_A_PAGE = 20, 100
MEMBERS_SHOWN = 20
MOST_EXPORTED = 20_000
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Parameters = Mapping[str, str]
File = tuple[str, bytes]
"""Media type and content."""


class ReviewDesk:
    """One for the process. Drafts are held to the data as they are now; what is told of the record, to the index in use.

    Methods may raise QueryError and DataError (told to the person), SQLAlchemyError and OSError.
    """

    def __init__(
        self, store: OutcomeStore, recorder: Recorder, data: Path, drafts: Path, in_use: Callable[[], Searcher]
    ) -> None:
        self._store = store
        self._recorder = recorder
        self._data = data
        self._drafts = DraftFolder(drafts)
        self._in_use = in_use
        self._board = Board(store, lambda: in_use().lexicon.cues["filler"])
        self._writing = threading.Lock()

    def unanswered(self, parameters: Parameters) -> dict[str, Any]:
        """One page of groups."""
        wanted, page, size = _wanted(parameters), _whole(parameters, "page", 1), _whole(parameters, "size", PAGE)
        listing = self._board.listing(wanted, fresh=parameters.get("fresh") == "1")
        start = (page - 1) * size
        return {
            "groups": [_group(group) for group in listing.groups[start : start + size]],
            "total": len(listing.groups),
            "questions": listing.questions,
            "page": page,
            "size": size,
            "from": wanted.period.first.isoformat(),
            "to": wanted.period.last.isoformat(),
            "as_of": _told(listing.as_of),
        }

    def unanswered_file(self, parameters: Parameters, kind: str) -> File:
        """All groups, as `csv` or `xlsx`."""
        sheet = _sheet(self._board.listing(_wanted(parameters)))
        return (CSV, to_csv(sheet)) if kind == "csv" else (XLSX, to_xlsx(sheet))

    def report(self, body: Mapping[str, Any]) -> bool:
        """Record 报告错配; False where it cannot be taken now."""
        measure = body.get("measure")
        if measure is not None and type(measure) is not int:
            raise DataError("引用的条号要是整数，没有引用就不写")
        report = Report(
            report=uuid4().hex,
            at=datetime.now(UTC),
            who=_text(body, "who", 64),
            question=_text(body, "question", 500),
            expected=_text(body, "expected", 200),
            document_number=_text(body, "document_number", 200, optional=True) or None,
            measure=measure,
            note=_text(body, "note", 500, optional=True) or None,
        )
        return self._recorder.reported(report)

    def drafts(self) -> dict[str, Any]:
        """Those that wait for review, newest first; an unreadable file is told in its place."""
        rows = [
            {"problem": str(one)}
            if isinstance(one, DataError)
            else {
                "id": one.id,
                "sort": one.sort.value,
                "sort_name": SORT_NAMES[one.sort],
                "title": one.title,
                "who": one.who,
                "when": _told(one.when),
                "about": one.about,
            }
            for one in reversed(self._drafts.open())
        ]
        return {"drafts": rows}

    def draft(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Write one draft of one entry; refused with the reason where the data would not take it."""
        try:
            sort = Sort(str(body.get("sort")))
        except ValueError as error:
            raise DataError(f"没有这种草稿：可用 {'、'.join(Sort)}") from error
        entry = body.get("entry")
        check_entries(sort, (entry,))
        if not isinstance(entry, dict):
            raise DataError("草稿的内容应当是一组字段")
        clean = {name: storable(value) if isinstance(value, str) else value for name, value in entry.items()}
        saved = self._save(sort, (clean,), _text(body, "who", 64), _text(body, "about", 500, optional=True))
        return {"draft": saved.id, "title": saved.title}

    def options(self) -> dict[str, Any]:
        """What the forms offer."""
        notices = load_library(self._data)
        return {
            "notices": [
                {
                    "key": notice.key,
                    "measures": [{"number": one.number, "heading": one.heading} for one in notice.measures],
                }
                for notice in notices
            ],
            "kinds": [{"id": kind, "name": name} for kind, name in similar.KIND_NAMES.items()],
            "answer_kinds": [{"id": kind, "name": name} for kind, name in figures.KIND_NAMES.items()],
            "statuses": [{"id": s, "name": figures.STATUS_NAMES[s]} for s in figures.STATUS_NAMES if s in STATUSES],
            "terms": [entry.term for entry in load_lexicon(self._data / "lexicon").synonyms],
            "whys": [{"id": why.value, "name": NAMES[why], "usual": why in IMPROVABLE} for why in Why],
        }

    def figures(self, parameters: Parameters) -> dict[str, Any]:
        headings = {(n.key, m.number): m.heading for n in self._in_use().notices for m in n.measures}
        told = figures.to_json(figures.read_figures(self._store, _period(parameters)))
        for row in told["measures"]:
            row["heading"] = headings.get((row["document_number"], row["number"]))
        return told

    def figures_file(self, parameters: Parameters, table: str) -> File:
        found = figures.read_figures(self._store, _period(parameters))
        return CSV, to_csv(figures.measures_sheet(found) if table == "measures" else figures.to_sheet(found))

    def questions_file(self) -> File:
        return XLSX, to_xlsx(similar.sheet_of(self._data))

    def take_questions(self, raw: bytes, who: str) -> dict[str, Any]:
        """Read a sheet; its new 相似问 become one draft, or none of them does and `bad` tells why, by rows."""
        read = similar.read_sheet(raw, self._data)
        told: dict[str, Any] = {
            "bad": [{"row": one.row, "reason": one.reason} for one in read.bad],
            "known": read.known,
            "added": 0,
            "draft": None,
        }
        if not read.bad and read.entries:
            saved = self._save(Sort.QUESTION, read.entries, who, "xlsx 导入")
            told |= {"added": len(read.entries), "draft": saved.id}
        return told

    def _save(self, sort: Sort, entries: tuple[Entry, ...], who: str, about: str) -> Draft:
        now = datetime.now(UTC)
        draft = Draft(new_id(sort, now), sort, entries, storable(who), now, storable(about))
        with self._writing:
            waiting = [one for one in self._drafts.open() if isinstance(one, Draft)]
            twice = next((one for one in waiting if one.sort is sort and one.entries == entries), None)
            if twice:
                raise DataError(f"同样的草稿已在等待复核：{twice.title}（{twice.who}）")
            self._drafts.save(draft, diff_of(self._data, changes_of(self._data, [draft])))
        return draft


def _wanted(parameters: Parameters) -> Wanted:
    order = parameters.get("order") or "count"
    if order not in ORDERS:
        raise QueryError(f"order={order[:20]!r} 不能用：可用 {'、'.join(ORDERS)}")
    raw = [part for part in parameters.get("why", "").split(",") if part]
    unknown = [part for part in raw if part not in set(Why)]
    if unknown:
        raise QueryError(f"why={unknown[0][:20]!r} 不能用：可用 {'、'.join(Why)}")
    words = parameters.get("words", "").strip()[:100]
    return Wanted(_period(parameters), frozenset(map(Why, raw)) or IMPROVABLE, order, words)


def _period(parameters: Parameters) -> Period:
    return period_of(parameters.get("from", ""), parameters.get("to", ""), datetime.now(UTC))


def _whole(parameters: Parameters, name: str, default: int) -> int:
    raw = parameters.get(name) or str(default)
    most = MOST_A_PAGE if name == "size" else 100_000
    if not (raw.isascii() and raw.isdecimal() and len(raw) < 7 and 1 <= int(raw) <= most):
        raise QueryError(f"{name}={raw[:20]!r} 不能用：请用 1 到 {most}")
    return int(raw)


def _text(body: Mapping[str, Any], name: str, most: int, optional: bool = False) -> str:
    value = body.get(name)
    if value is None and optional:
        return ""
    if not isinstance(value, str) or len(value) > most or not (optional or value.strip()):
        raise DataError(f"{name} 要是文字，{'可以不写，' if optional else ''}最多 {most} 字")
    return value.strip()


def _told(moment: datetime) -> str:
    return moment.astimezone(CHINA).isoformat(timespec="seconds")


def _group(group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "question": group.question,
        "count": group.count,
        "first": day_of(group.first).isoformat(),
        "last": day_of(group.last).isoformat(),
        "whys": [{"id": why.value, "name": NAMES[why], "count": count} for why, count in group.whys.items()],
        "kinds": list(group.kinds),
        "measures": list(group.measures),
        "expected": list(group.expected),
        "wordings": len(group.members),
        "members": [{"text": member.text, "count": member.count} for member in group.members[:MEMBERS_SHOWN]],
    }


def _sheet(listing: Listing) -> Sheet:
    columns = ("问题", "次数", "首次", "最近", "原因", "引用过的条", "应当是", "说法数", "其他说法")
    rows = [
        (
            group.question,
            group.count,
            day_of(group.first).isoformat(),
            day_of(group.last).isoformat(),
            "、".join(f"{NAMES[why]}{count}" for why, count in group.whys.items()),
            "、".join(map(str, group.measures)),
            "；".join(group.expected),
            len(group.members),
            "；".join(member.text for member in group.members[:MEMBERS_SHOWN] if member.text != group.question),
        )
        for group in listing.groups[:MOST_EXPORTED]
    ]
    return Sheet("未答上", columns, rows)
