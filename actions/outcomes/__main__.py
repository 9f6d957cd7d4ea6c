"""`python -m actions.outcomes COMMAND`: deletes from the table of outcomes, or says what is in it."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from actions.outcomes.pseudonyms import load_pseudonyms
from actions.outcomes.store import OutcomeStore
from actions.settings import RecordSettings, load_record_settings
from index.errors import YuceError
from index.settings import load_settings


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m actions.outcomes", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("purge", help="删除超过保留天数的记录")
    commands.add_parser("count", help="各状态各有多少轮")
    forget = commands.add_parser("forget", help="删除一个会话的记录")
    forget.add_argument("sender", help="会话标识（请求里的 sender）")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Exit code 0, or 1 with one sentence on stderr."""
    arguments = _arguments(argv)
    try:
        settings = load_record_settings(load_settings().home)
        store = OutcomeStore(settings.database)
        store.prepare()
        print(_done(arguments, store, settings))
        store.close()
    except YuceError as error:
        print(f"yuce: {error}", file=sys.stderr)
        return 1
    except (SQLAlchemyError, OSError) as error:
        print(f"yuce: 数据库无法使用（{type(error).__name__}）：请检查 YUCE_DATABASE_URL", file=sys.stderr)
        return 1
    return 0


def _done(arguments: argparse.Namespace, store: OutcomeStore, settings: RecordSettings) -> str:
    oldest = datetime.now(UTC) - timedelta(days=settings.keep_days)
    if arguments.command == "purge":
        return f"删除了 {store.purge(oldest)} 轮（{settings.keep_days} 天以前的）"
    if arguments.command == "forget":
        return f"删除了 {store.forget(load_pseudonyms(settings.key_file).of(arguments.sender))} 轮"
    counts = Counter(row.outcome.status for row in store.recorded(oldest, limit=1_000_000))
    return "\n".join(f"{status} {number}" for status, number in counts.most_common()) or "没有记录"


if __name__ == "__main__":
    sys.exit(main())
