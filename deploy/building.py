"""What is built before a start: the index, the look-up tables for Rasa, and Rasa's model. Each only when stale."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from pathlib import Path

from deploy.commands import run_logged, words
from deploy.console import step
from deploy.errors import DeployError
from deploy.settings import STEADY, Layout
from deploy.stamps import content_hash, digest, read_stamp, write_stamp

DIALOGUE = ("nlu", "dialogue")
DOMAIN = "bot/domain"


def build(layout: Layout) -> None:
    """Index, look-up tables, model; raises DeployError at the first that fails."""
    build_index(layout)
    write_lookups(layout)
    if model_state(layout) != "fresh":
        train(layout)


def build_index(layout: Layout) -> None:
    """`index build` decides itself whether there is anything to do, and says so."""
    _index(layout, "构建索引", "build")


def write_lookups(layout: Layout) -> None:
    """Generate Rasa's look-up tables from the lexicon and the notices, when those or the code have changed."""
    stamp = digest([layout.settings.data, *sorted((layout.root / "index").rglob("*.py"))])
    file = layout.home / "nlu.sha256"
    if any(layout.lookups.glob("*.yml")) and read_stamp(file) == stamp:
        return
    layout.lookups.mkdir(parents=True, exist_ok=True)
    _index(layout, "生成词表", "nlu", "--out", str(layout.lookups))
    write_stamp(file, stamp)


def _index(layout: Layout, title: str, *arguments: str) -> None:
    command = words(layout.python, "-m", "index", *arguments)
    with step(title):
        done = subprocess.run(command, env=layout.environment(), cwd=layout.root, check=False)
        if done.returncode != 0:
            raise DeployError(f"{title}失败：命令 python -m index {' '.join(arguments)}，退出码 {done.returncode}")


def training_data(layout: Layout) -> list[Path]:
    """Folders of examples and rules, the generated look-up tables among them."""
    return [*(layout.settings.data / folder for folder in DIALOGUE), layout.lookups]


def model_stamp(layout: Layout) -> str:
    """Hash of all that a model is trained from: pipeline, components, domain, data, and Rasa's own version."""
    components = [file for room in ("bot", "e5") for file in sorted((layout.root / room).rglob("*.py"))]
    fixed = [layout.root / "config.yml", layout.root / "bot/requirements.txt", layout.root / DOMAIN]
    return digest([*fixed, *components, *training_data(layout)])


def _stamp_file(layout: Layout) -> Path:
    return layout.model.with_name(layout.model.name + ".sha256")


def content_file(layout: Layout) -> Path:
    """Where the model's own sha256 is noted; `python -m bot run` loads no other (bot/trained.py)."""
    return layout.model.with_name(layout.model.name + ".content.sha256")


def model_state(layout: Layout) -> str:
    """missing, stale (altered, too), or fresh."""
    if not layout.model.is_file():
        return "missing"
    ours = read_stamp(content_file(layout)) == content_hash(layout.model)
    return "fresh" if ours and read_stamp(_stamp_file(layout)) == model_stamp(layout) else "stale"


def train(layout: Layout) -> None:
    """Train a new model beside the old one and put it in its place when it is complete."""
    stamp = model_stamp(layout)
    fresh = layout.model.parent / "training"
    shutil.rmtree(fresh, ignore_errors=True)
    log = layout.log / "train.log"
    log.unlink(missing_ok=True)
    with step(f"训练对话模型（日志 {log}）"):
        command, environment = _train_command(layout, fresh), _train_environment(layout)
        asyncio.run(run_logged(command, "训练对话模型", log, environment, layout.root))
        trained = fresh / layout.model.name
        if not trained.is_file():
            raise DeployError(f"训练结束了却没有写出 {trained.name}，请看日志 {log}")
        _stamp_file(layout).unlink(missing_ok=True)  # until all three fit together, the model counts as stale
        write_stamp(content_file(layout), content_hash(trained))
        os.replace(trained, layout.model)
        write_stamp(_stamp_file(layout), stamp)
    shutil.rmtree(fresh)


def _train_command(layout: Layout, out: Path) -> list[str]:
    name = layout.model.name.removesuffix(".tar.gz")
    start = words(layout.rasa_python, "-m", "bot", "train", "--force", "--out", out, "--fixed-model-name", name)
    return [*start, *_sources(layout)]


def _sources(layout: Layout) -> list[str]:
    """Options that name what training reads."""
    config = words("--config", layout.root / "config.yml", "--domain", layout.root / DOMAIN)
    return [*config, *words("--data", *training_data(layout))]


def _train_environment(layout: Layout) -> dict[str, str]:
    """On all cores, and without Rasa's own cache: it does not see changes in the code of our components."""
    cache = {"RASA_MAX_CACHE_SIZE": "0", "RASA_CACHE_DIRECTORY": str(layout.home / "rasa-cache")}
    inherited = {name: value for name, value in layout.environment().items() if name not in STEADY}
    return {**inherited, **cache}


def calibrate(layout: Layout) -> None:
    """Fit data/calibration.yml on the development questions and dialogues, as the trained model and the index see them."""
    read_rows(layout)
    dialogues, of_dialogues = _evaluation(layout) / "dialogues" / "dev.jsonl", layout.home / "readings-dialogues.json"
    _step(layout, "阅读开发对话", _reading_command(layout, dialogues, of_dialogues))
    fit = words(layout.python, "-m", "actions.calibrate", readings_file(layout), of_dialogues)
    _step(layout, "拟合阈值", fit)


def readings_file(layout: Layout) -> Path:
    return layout.home / "readings.json"


def read_rows(layout: Layout) -> None:
    """Have the trained model read the development questions."""
    _step(layout, "阅读开发题", _reading_command(layout, _evaluation(layout) / "dev.jsonl", readings_file(layout)))


def _evaluation(layout: Layout) -> Path:
    return layout.settings.data / "evaluation"


def _reading_command(layout: Layout, rows: Path, out: Path) -> list[str]:
    return words(layout.rasa_python, "-W", "ignore", "-m", "bot.readings", rows, out)


def refresh_readings(layout: Layout) -> None:
    """Read them where the model or the questions are newer than what was read; without a model there is nothing to do."""
    rows, readings = _evaluation(layout) / "dev.jsonl", readings_file(layout)
    if not layout.model.is_file() or not rows.is_file():
        return
    newest = max(path.stat().st_mtime for path in (layout.model, rows))
    if not readings.is_file() or readings.stat().st_mtime < newest:
        read_rows(layout)


def _step(layout: Layout, title: str, command: list[str]) -> None:
    with step(title):
        done = subprocess.run(command, env=layout.environment(), cwd=layout.root, check=False)
        if done.returncode != 0:
            raise DeployError(f"{title}失败：退出码 {done.returncode}")


def validate_command(layout: Layout) -> list[str]:
    """`rasa data validate` over the same data as training; warnings fail."""
    return [*words(layout.rasa_python, "-m", "bot", "data", "validate", "--fail-on-warnings"), *_sources(layout)]
