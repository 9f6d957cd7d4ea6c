"""What the trained model reads in a list of questions, for fitting thresholds: `python -m bot.readings ROWS OUT`."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.settings import load_bot_settings
from bot.trained import require_trained_here

MODEL = "models/yuce.tar.gz"


def main(argv: Sequence[str] | None = None) -> int:
    """Read the questions or dialogues of ROWS, one in a JSON line; write {text: {intent: probability}} to OUT."""
    parser = argparse.ArgumentParser(prog="python -m bot.readings", description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args(argv)
    lines = (json.loads(line) for line in arguments.rows.read_text(encoding="utf-8").splitlines() if line)
    texts = list(dict.fromkeys(text for line in lines for text in _said(line)))
    readings = asyncio.run(_read(texts, load_bot_settings().cache.parent / MODEL))
    temporary = arguments.out.with_suffix(".new")
    temporary.write_text(json.dumps(readings, ensure_ascii=False), encoding="utf-8")
    temporary.replace(arguments.out)
    print(f"{len(readings)} questions read: {arguments.out}")
    return 0


def _said(line: dict[str, Any]) -> list[str]:
    return [turn["say"] for turn in line["turns"]] if "turns" in line else [line["text"]]


async def _read(texts: Sequence[str], model: Path) -> dict[str, dict[str, float]]:
    import structlog
    from rasa.core.agent import Agent  # loads TensorFlow, 5 s

    # Rasa logs every text that it parses
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    require_trained_here(model)
    agent = Agent.load(str(model))
    readings = {}
    for text in texts:
        parsed = await agent.parse_message(text)
        readings[text] = {one["name"]: one["confidence"] for one in parsed["intent_ranking"]}
    return readings


if __name__ == "__main__":
    sys.exit(main())
