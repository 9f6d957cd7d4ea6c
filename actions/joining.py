"""The texts of several answers → one text to be read aloud: numbered, and their source told once, at the end. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from actions.answer import Answer
from actions.phrases import source_line, source_of_several
from actions.wording import validity


def joined(texts: Sequence[str], answers: Sequence[Answer]) -> str:
    """One text of as many as there are answers. Each keeps its own source where they are from several notices."""
    if len(texts) == 1:
        return texts[0]
    if len({answer.notice.key if answer.notice else None for answer in answers}) > 1 or answers[0].notice is None:
        return "\n\n".join(_numbered(texts))
    sources = {source_line(answer) for answer in answers}
    last = {validity(answers[0].notice), *filter(None, answers[-1].closing.split("\n"))}
    ending = [said for said in texts[-1].split("\n") if said in last]
    bodies = [[said for said in text.split("\n") if said not in sources] for text in texts]
    bodies[-1] = [said for said in bodies[-1] if said not in last]
    parts = _numbered(["\n".join(body) for body in bodies])
    return "\n\n".join([*parts, "\n".join([source_of_several(answers), *ending])])


def _numbered(texts: Sequence[str]) -> list[str]:
    """The answers to several questions bear the questions' numbers."""
    return [f"问题{number}：{text}" for number, text in enumerate(texts, 1)]
