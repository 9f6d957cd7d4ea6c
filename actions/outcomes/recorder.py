"""A turn → entries for the table: pseudonym, masked texts, time. Never raises and never waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from actions.masking import masked
from actions.outcomes.pseudonyms import Pseudonyms, load_pseudonyms
from actions.outcomes.store import OutcomeStore
from actions.outcomes.types import Entry, Feedback, Forget, Outcome, Report
from actions.outcomes.writer import OutcomeWriter
from actions.rating import Rating
from actions.service import Reply
from actions.settings import RecordSettings

log = logging.getLogger(__name__)
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """What one turn asked and showed. `question` is the caller's text, not masked yet."""

    turn: str
    sender: str
    question: str
    reply: Reply
    latency_ms: int
    handover: str | None = None


class Recorder:
    """Records turns and what people say of them."""

    def __init__(
        self,
        put: Callable[[Entry], bool],
        pseudonyms: Pseudonyms,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._put = put
        self._pseudonyms = pseudonyms
        self._now = now

    def shown(self, shown: Shown, rating: Rating | None = None) -> None:
        """Record a turn, and what its message says of an earlier one."""
        try:
            self._put(self._outcome(shown))
            if rating:
                self._put(self._feedback(rating, shown.sender))
        except Exception as error:  # a reply is never lost for its record
            log.error("a turn cannot be recorded: %s", type(error).__name__)

    def rated(self, rating: Rating, sender: str) -> bool:
        """Record what is said of an earlier turn; it counts only for a turn of the same sender. False: too many wait."""
        return self._put(self._feedback(rating, sender))

    def reported(self, report: Report) -> bool:
        """Record what an operator reports, masked. False: too many wait."""
        clean = replace(
            report,
            at=self._now(),
            who=storable(report.who),
            question=storable(report.question),
            expected=storable(report.expected),
            note=storable(report.note) if report.note else None,
        )
        return self._put(clean)

    def forget(self, sender: str, within_s: float) -> bool:
        """Delete what is recorded of a sender, after what still waits to be written. False: not within that time."""
        order = Forget(self._pseudonyms.of(sender))
        return self._put(order) and order.done.wait(within_s)

    def _outcome(self, shown: Shown) -> Outcome:
        card = shown.reply.card
        notice = card["notice"] or {}
        return Outcome(
            turn=shown.turn,
            at=self._now(),
            conversation=self._pseudonyms.of(shown.sender),
            question=storable(shown.question),
            status=card["status"],
            finding=shown.reply.finding.value,
            index_version=card.get("version", ""),
            latency_ms=shown.latency_ms,
            kind=card["kind"],
            document_number=notice.get("document_number") or notice.get("title"),
            measures=tuple(measure["number"] for measure in card["measures"]),
            scores=tuple(measure["score"] for measure in card["measures"]),
            handover=storable(shown.handover) if shown.handover else None,
        )

    def _feedback(self, rating: Rating, sender: str) -> Feedback:
        reason = storable(rating.reason)[:LONGEST_REASON] if rating.reason else None
        return Feedback(rating.turn, self._pseudonyms.of(sender), self._now(), rating.useful, reason)


def storable(text: str) -> str:
    """Masked, and without what a database refuses: NUL and lone surrogates."""
    return masked(text).replace("\0", "").encode("utf-8", "replace").decode()


def open_writer(settings: RecordSettings) -> OutcomeWriter:
    """The writer of the configured database; it is not started, and no database is touched yet."""
    return OutcomeWriter(OutcomeStore(settings.database), settings.keep_days)


def open_recorder(settings: RecordSettings, writer: OutcomeWriter) -> Recorder:
    return Recorder(writer.put, load_pseudonyms(settings.key_file))
