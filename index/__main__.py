"""Command line of the index: build, status, pack, install, search, show, evaluate, nlu, parse-report. Imports torch only to embed."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from index.errors import YuceError
from index.settings import Settings, load_settings


def _build(settings: Settings, arguments: argparse.Namespace) -> int:
    from index.build import build_index, why_stale

    reason = why_stale(settings)
    if reason is None and not arguments.force:
        print("index: up to date")
        return 0
    print(f"index: building ({reason or 'forced'})", flush=True)
    manifest = build_index(settings)
    print(f"index: version {manifest.version}, {manifest.passages} passages, model {manifest.model}")
    return 0


def _status(settings: Settings, arguments: argparse.Namespace) -> int:
    from index.build import why_stale
    from index.store import current_version

    reason = why_stale(settings)
    print(f"index: {reason}" if reason else f"index: up to date, version {current_version(settings.index_dir).name}")
    return 1 if reason else 0


def _pack(settings: Settings, arguments: argparse.Namespace) -> int:
    from index.archive import hash_file, pack

    file = pack(settings, arguments.out or settings.home / "published")
    print(f"index: packed {file}\nindex: {hash_file(file).read_text(encoding='ascii').strip()}")
    return 0


def _install(settings: Settings, arguments: argparse.Namespace) -> int:
    from index.archive import install

    done = install(settings, arguments.file, arguments.sha256)
    for name in done.replaced:
        print(f"index: replaced {settings.data / name}")
    print(f"index: version {done.version} is published")
    return 0


def _search(settings: Settings, arguments: argparse.Namespace) -> int:
    from index.hits import Filters
    from index.search import open_searcher

    filters = Filters(notice=arguments.notice, unit=arguments.unit, chapter=arguments.chapter)
    result = open_searcher(settings).search(arguments.query, arguments.limit, filters)
    print(f"{result.status}：{result.query}")
    for hit in result.hits:
        best = hit.sentences[0][0].text if hit.sentences else hit.measure.text
        print(
            f"{hit.score:.2f}  第{hit.measure.number}条 {hit.measure.heading}（{'、'.join(hit.measure.units)}） [{hit.matched_by}]"
        )
        print(f"      {best}")
    return 0


def _show(settings: Settings, arguments: argparse.Namespace) -> int:
    from index.library import load_library
    from index.show import show_json, show_text

    library = load_library(settings.data)
    notice = next((n for n in library if arguments.notice in (None, n.key, n.title)), None)
    if notice is None:
        raise YuceError(f"no notice {arguments.notice!r}: there are {', '.join(n.key for n in library)}")
    print(show_json(notice) if arguments.json else show_text(notice))
    return 0


def _evaluate(settings: Settings, arguments: argparse.Namespace) -> int:
    from index.evaluate import evaluate_retrieval

    print(evaluate_retrieval(settings, arguments.rows, arguments.misses))
    return 0


def _nlu(settings: Settings, arguments: argparse.Namespace) -> int:
    from index.nlu import write_lookups

    print(f"nlu: wrote {write_lookups(settings.data, arguments.out)}")
    return 0


def _parse_report(settings: Settings, arguments: argparse.Namespace) -> int:
    from index.report import parse_report

    print(parse_report(arguments.folder))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    build = commands.add_parser("build", help="build the index if it is stale")
    build.add_argument("--force", action="store_true", help="build even if it is up to date")
    build.set_defaults(run=_build)
    commands.add_parser("status", help="say whether the index is up to date").set_defaults(run=_status)

    pack = commands.add_parser("pack", help="write the current index as one file, with its sha256 beside it")
    pack.add_argument("--out", type=Path, help="folder; published/ below YUCE_HOME by default")
    pack.set_defaults(run=_pack)

    install = commands.add_parser("install", help="verify a packed index and publish it here")
    install.add_argument("file", type=Path)
    install.add_argument("--sha256", help="as it was told; by default what stands in FILE.sha256")
    install.set_defaults(run=_install)

    search = commands.add_parser("search", help="find measures for a question, without Rasa")
    search.add_argument("query")
    search.add_argument("--limit", type=int, default=5)
    search.add_argument("--notice"), search.add_argument("--unit"), search.add_argument("--chapter")
    search.set_defaults(run=_search)

    show = commands.add_parser("show", help="print a parsed notice; needs no index and no model")
    show.add_argument("--json", action="store_true", help="as JSON, see the public contract")
    show.add_argument("--notice", help="document number or title; the first one by default")
    show.set_defaults(run=_show)

    evaluate = commands.add_parser("evaluate", help="figures of retrieval alone on evaluation questions")
    evaluate.add_argument("--rows", default="dev", choices=["dev", "test"])
    evaluate.add_argument("--misses", action="store_true", help="print the questions whose first hit is wrong")
    evaluate.set_defaults(run=_evaluate)

    nlu = commands.add_parser("nlu", help="write look-up tables for Rasa from the lexicon and the notices")
    nlu.add_argument("--out", type=Path, required=True)
    nlu.set_defaults(run=_nlu)

    report = commands.add_parser("parse-report", help="how far the parser gets on each .txt of a folder")
    report.add_argument("folder", type=Path)
    report.set_defaults(run=_parse_report)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; an error of ours is one line on stderr and exit code 1."""
    arguments = _parser().parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    for name in ("sentence_transformers", "transformers", "httpx", "faiss.loader", "bm25s"):
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        return int(arguments.run(load_settings(), arguments))
    except YuceError as error:
        print(f"yuce: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
