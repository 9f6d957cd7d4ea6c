"""`python -m deploy COMMAND`: what the Makefile calls."""

from __future__ import annotations

import argparse
import os
import signal
import sys

from deploy.building import build, build_index, calibrate, refresh_readings, train, write_lookups
from deploy.chat import ask_and_print
from deploy.clean import clean
from deploy.doctor import report
from deploy.environments import prepare
from deploy.frontend import build_frontend
from deploy.ports import require_free_ports
from deploy.settings import Layout, load_layout
from index.errors import YuceError


def _run(layout: Layout) -> None:
    """Set up, build, and become the server: from there on .venv's packages are there."""
    require_free_ports(layout)
    prepare(layout)
    build(layout)
    build_frontend(layout)
    os.chdir(layout.root)
    os.execve(layout.python, [str(layout.python), "-m", "deploy", "serve"], dict(layout.inherited))


def _serve(layout: Layout) -> None:
    from deploy.serving import serve  # needs PyYAML of .venv

    serve(layout)


def _run_cluster(layout: Layout) -> None:
    """As `run`, but for what a cluster needs besides."""
    from deploy.cluster_servers import require_servers

    require_servers()
    require_free_ports(layout)
    prepare(layout)
    build(layout)
    build_frontend(layout)
    os.chdir(layout.root)
    os.execve(layout.python, [str(layout.python), "-m", "deploy", "serve-cluster"], dict(layout.inherited))


def _serve_cluster(layout: Layout) -> None:
    from deploy.cluster_serving import serve_cluster  # needs PyYAML of .venv

    serve_cluster(layout)


def _restart_cluster(layout: Layout) -> None:
    """In .venv, whose packages the probe needs."""
    os.chdir(layout.root)
    os.execve(layout.python, [str(layout.python), "-m", "deploy", "roll-cluster"], dict(layout.inherited))


def _roll_cluster(layout: Layout) -> None:
    from deploy.rolling import restart_cluster

    restart_cluster(layout)


def _bundle(layout: Layout) -> None:
    from deploy.bundle import bundle

    bundle(layout)


def _check_bundle(layout: Layout) -> None:
    from deploy.bundle import check_bundle

    check_bundle(layout)


def _train(layout: Layout) -> None:
    prepare(layout)
    write_lookups(layout)
    train(layout)


def _index(layout: Layout) -> None:
    prepare(layout)
    build_index(layout)


def _calibrate(layout: Layout) -> None:
    prepare(layout)
    build(layout)
    calibrate(layout)


def _review(layout: Layout, accept: str, drop: str) -> None:
    """Set up, and become the review; for its bulk test the index and the model's readings are brought up to date."""
    prepare(layout)
    decided = bool(accept.strip() or drop.strip())
    if not decided and any((layout.home / "drafts").glob("*.patch")):
        build_index(layout)
        refresh_readings(layout)
    os.chdir(layout.root)
    command = [str(layout.python), "-m", "actions.review", "--accept", accept, "--drop", drop]
    os.execve(layout.python, command, dict(layout.environment()))


def _check(layout: Layout) -> None:
    from deploy.browser import provide_browser
    from deploy.checks import check
    from deploy.fault_tools import provide_fault_tools

    prepare(layout, checks=True)
    build(layout)
    build_frontend(layout)
    provide_browser(layout)
    provide_fault_tools(layout)
    check(layout)


def _faults(layout: Layout) -> None:
    from deploy.checks import check_faults
    from deploy.fault_tools import provide_fault_tools

    prepare(layout, checks=True)
    build(layout)
    provide_fault_tools(layout)
    check_faults(layout)


COMMANDS = {
    "setup": prepare,
    "run": _run,
    "serve": _serve,
    "run-cluster": _run_cluster,
    "serve-cluster": _serve_cluster,
    "restart-cluster": _restart_cluster,
    "roll-cluster": _roll_cluster,
    "bundle": _bundle,
    "bundle-check": _check_bundle,
    "index": _index,
    "train": _train,
    "calibrate": _calibrate,
    "check": _check,
    "faults": _faults,
    "doctor": report,
    "clean": clean,
}


def _interruptible() -> None:
    """SIGTERM and a closed terminal end us as Ctrl-C does; also where a shell started us in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: signal.raise_signal(signal.SIGINT))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in COMMANDS:
        commands.add_parser(name)
    question = commands.add_parser("ask")
    question.add_argument("question")
    question.add_argument("--sender", default=None)
    review = commands.add_parser("review")
    review.add_argument("--accept", default="")
    review.add_argument("--drop", default="")
    return parser.parse_args()


def main() -> int:
    """Exit code: 0 well, 1 with one sentence on stderr, 130 interrupted."""
    _interruptible()
    arguments = _arguments()
    try:
        layout = load_layout()
        if arguments.command == "ask":
            ask_and_print(layout, arguments.question, arguments.sender or None)
        elif arguments.command == "review":
            _review(layout, arguments.accept, arguments.drop)
        else:
            COMMANDS[arguments.command](layout)
    except YuceError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("· 已中断", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
