"""Rasa's own Python with everything imported; forks a Rasa for each line that it reads: 2 s a start instead of 10.

A line is JSON: {"argv", "environ", "log"}. It answers with the new process id. Run by .venv-rasa.
"""

from __future__ import annotations

import json
import os
import signal
import sys

import jieba
import skops.io  # noqa: F401  (before TensorFlow, as in bot/__main__.py)
from rasa import __main__ as rasa_main  # noqa: F401
from rasa.engine.recipes.default_recipe import DefaultV1Recipe

import bot.channel
import bot.classifier
import bot.embedding
import bot.entities
import bot.featurizer
import bot.lock_store
import bot.logs
import bot.trained  # noqa: F401
from bot.__main__ import main


def become_rasa(order: dict) -> None:
    """In the child: the process that `python -m bot` would be by now."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(order["environ"])
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.argv = order["argv"]
    main()


def serve() -> None:
    jieba.initialize()
    DefaultV1Recipe()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel takes the dead away
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                become_rasa(json.loads(line))
            finally:
                os._exit(1)
        print(pid, flush=True)


if __name__ == "__main__":
    serve()
