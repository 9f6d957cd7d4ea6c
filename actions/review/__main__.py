"""`make review`: lists the drafts, shows what they would change in a bulk test, and takes the accepted ones into data/."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from actions.outcomes.recorder import storable
from actions.review.applying import apply, changes_of, diff_of
from actions.review.bulk import Change, Effect, Looked, effect_of
from actions.review.drafts import ACCEPTED, DROPPED, NAMES, Draft, DraftFolder, Sort, new_id
from actions.review.rules import Rules
from actions.review.sheets import to_xlsx
from actions.review.similar import read_sheet, sheet_of
from index.errors import DataError, YuceError
from index.settings import Settings, load_settings
from index.store import write_atomically

NEXT = "现在请用 git diff 看改动，再执行 make run（重建索引，需要时重新训练），最后提交。"
SHOWN = 30


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m actions.review", description=__doc__)
    parser.add_argument("--accept", metavar="草稿", help="采纳这些草稿（编号或 all，空格分开），不再逐份询问")
    parser.add_argument("--drop", metavar="草稿", help="不采纳这些草稿（编号或 all）")
    parser.add_argument("--no-test", action="store_true", help="不做批量测试")
    parser.add_argument("--export", type=Path, metavar="XLSX", help="导出全部相似问")
    parser.add_argument("--import", type=Path, metavar="XLSX", dest="take", help="导入相似问，新增的成为一份草稿")
    parser.add_argument("--who", default="命令行", help="导入的人")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0, or 1 with one sentence on stderr; then nothing was taken."""
    arguments = _arguments(argv)
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets a level of its own
    try:
        settings = load_settings()
        folder = DraftFolder(settings.home / "drafts")
        if arguments.export:
            write_atomically(arguments.export, to_xlsx(sheet_of(settings.data)))
            print(f"导出到 {arguments.export}")
        elif arguments.take:
            return _take(settings, folder, arguments.take, arguments.who)
        elif (arguments.accept or "").strip() or (arguments.drop or "").strip():
            _decide(settings, folder, arguments.accept or "", arguments.drop or "")
        else:
            _review(settings, folder, not arguments.no_test, _asked if sys.stdin.isatty() else None)
    except (YuceError, OSError) as error:
        print(f"yuce: {error}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError):
        print("已中断，没有采纳任何草稿", file=sys.stderr)
        return 130
    return 0


def _review(settings: Settings, folder: DraftFolder, test: bool, ask: Callable[[Draft], str] | None) -> None:
    """List, test, and (at a terminal) ask about each."""
    found = folder.open()
    good = _listed(settings, found)
    if not good:
        print("没有可以采纳的草稿。" if found else "没有等待复核的草稿。")
        return
    if test:
        print("\n批量测试（用真实的索引；约一两分钟）……", flush=True)
        print(told(effect_of(settings, good)))
    if ask is None:
        print('\n采纳：make review accept="编号 …"（或 all）；不采纳：make review drop="编号 …"')
        return
    answers = [(draft, ask(draft)) for draft in good]
    _take_in(settings, folder, [draft for draft, answer in answers if answer == "y"])
    for draft in (draft for draft, answer in answers if answer == "d"):
        folder.decide(draft, DROPPED)


def _listed(settings: Settings, found: Sequence[Draft | DataError]) -> list[Draft]:
    """Print all; those that the data would take together, in their order."""
    good: list[Draft] = []
    rules, changed = Rules(settings.data), dict[str, str]()
    for one in found:
        if isinstance(one, DataError):
            print(f"\n✗ {one}")
            continue
        print(f"\n· {one.id}  [{NAMES[one.sort]}] {one.who} {one.when:%Y-%m-%d %H:%M}")
        print(f"  {one.title}" + (f"\n  来自：{one.about}" if one.about else ""))
        try:
            after = changes_of(settings.data, [one], rules, changed)
        except DataError as error:
            print(f"  ✗ 不能采纳：{error}")
            continue
        print(_indented(diff_of(settings.data, after, changed)))
        changed = after
        good.append(one)
    return good


def _indented(diff: str) -> str:
    """The lines that come and go."""
    lines = [line for line in diff.splitlines() if line[:1] in "+-" and line[:4] != "--- "]
    more = [f"  … 另有 {len(lines) - SHOWN} 行"] if len(lines) > SHOWN else []
    return "\n".join([f"    {line}" for line in lines[:SHOWN]] + more)


def _asked(draft: Draft) -> str:
    answer = input(f"采纳 {draft.title}？[y 采纳 / d 不采纳并收起 / 回车 以后再说] ").strip().lower()
    return answer if answer in ("y", "d") else ""


def _decide(settings: Settings, folder: DraftFolder, accept: str, drop: str) -> None:
    """Names are all looked up before anything is done."""
    accepted, dropped = _named(folder, accept), _named(folder, drop)
    both = [draft.id for draft in accepted if draft in dropped]
    if both:
        raise DataError(f"草稿 {both[0]} 既要采纳又要丢弃：请只写一处")
    _take_in(settings, folder, accepted)
    for draft in dropped:
        folder.decide(draft, DROPPED)
        print(f"不采纳 {draft.id}：移到 {DROPPED}/")


def _named(folder: DraftFolder, names: str) -> list[Draft]:
    if names.strip() == "all":
        found = folder.open()
        bad = next((one for one in found if isinstance(one, DataError)), None)
        if bad:
            raise bad
        return [one for one in found if isinstance(one, Draft)]
    return [folder.named(name) for name in dict.fromkeys(names.split())]


def _take_in(settings: Settings, folder: DraftFolder, drafts: Sequence[Draft]) -> None:
    if not drafts:
        return
    files = apply(settings.data, drafts)
    for draft in drafts:
        folder.decide(draft, ACCEPTED)
        print(f"采纳 {draft.id}")
    print(f"改了 {'、'.join(files)}。{NEXT}")


def _take(settings: Settings, folder: DraftFolder, path: Path, who: str) -> int:
    """Import a sheet as one draft; exit code 1 where a row is bad, and then none is taken."""
    read = read_sheet(path.read_bytes(), settings.data)
    for bad in read.bad:
        print(f"第{bad.row}行：{bad.reason}", file=sys.stderr)
    if read.bad:
        print(f"有 {len(read.bad)} 行不对，一行都没有导入", file=sys.stderr)
        return 1
    if not read.entries:
        print(f"没有新增的相似问（{read.known} 行已在数据里）")
        return 0
    now = datetime.now(UTC)
    draft = Draft(new_id(Sort.QUESTION, now), Sort.QUESTION, read.entries, storable(who), now, "xlsx 导入")
    folder.save(draft, diff_of(settings.data, changes_of(settings.data, [draft])))
    print(f"新增 {len(read.entries)} 条（另有 {read.known} 行已在数据里），草稿 {draft.id}：用 make review 复核")
    return 0


def told(effect: Effect) -> str:
    """The effect in lines."""
    lines = [_counted("检索首条正确", effect.lookup)]
    if effect.answers[2]:
        lines.append(_counted("答复正确", effect.answers))
    else:
        lines.append("  答复：没有意图读数（var/readings.json），只比较了检索；make review 会先读一遍")
    for title, changes in (("变好", effect.better), ("变差", effect.worse), ("新评测题", effect.new)):
        lines.append(f"  {title} {len(changes)} 题")
        lines += [f"    {_line(change)}" for change in changes]
    return "\n".join(lines)


def _counted(title: str, counts: tuple[int, int, int]) -> str:
    before, after, total = counts
    return f"  {title}：{before} → {after} / {total}（{after - before:+d}）"


def _line(change: Change) -> str:
    before = f"{_how(change.before)} → " if change.before else ""
    return f"{change.row.id} {change.row.text[:40]}：{before}{_how(change.after)}"


def _how(looked: Looked) -> str:
    found = f"首条 {looked.found[0]}" if looked.found else "不看检索"
    if looked.answer_right is None:
        return f"{found}{'✓' if looked.first_right else '✗'}"
    return f"{found}，答复{'✓' if looked.answer_right else '✗ ' + '；'.join(looked.faults)[:60]}"


if __name__ == "__main__":
    sys.exit(main())
