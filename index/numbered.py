"""Which measures and chapters a question names by number, from the beginning or from the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import cn2an

_NUMERAL = "0-9零〇一二两三四五六七八九十百壹贰叁肆伍陆柒捌玖拾佰廿卅"
# 第17条, 第 十七 条, 17条, 18呢, 那15归谁, 柒号措施, 第17的, 7讲什么, 第十二跳 (a slip) — but not 几条, 哪条, 20条一共, 20条措施 …
MEASURE_PATTERN = (
    rf"第\s*[{_NUMERAL}]+\s*[条款点项跳]|(?<![0-9.])[0-9]{{1,3}}那一?条|(?:第\s*)?[{_NUMERAL}]{{1,3}}号(?:措施|条)"
    r"|^(?:那么?|还有|哦|嗯)?[, ]?[0-9]{1,2}(?=呢[?。]?$|条呢[?。]?$|归[谁哪]|由[谁哪]|找[谁哪]|条归|条由|条找|条讲|条说)"
    # 打错了,是17; 是17
    r"|(?:错了?|不对|不是|说错|打错)[,。 ]+(?:我?[要问说]的?)?(?:应该)?是[0-9]{1,2}条?[。!]?$"
    r"|^(?:我?[要问说]的)?(?:应该)?是[0-9]{1,2}条?[。!]?$"
    r"|(?<!排)第\s*[0-9]{1,2}(?=的|也|归|讲|说|呢)|(?<![0-9.第])[0-9]{1,2}(?=讲)"
    rf"|(?<![{_NUMERAL}共有着了哪这那每某上下另几头章])(?!一条|两条|[一二两三四五六七八九十]+条里[头面边])[{_NUMERAL}]{{1,4}}[条款](?=讲|说|也|还|呢|由|又|跟|比|和|与|及|各|、|是|写|的|太|那个|这个|好像|原|全|内|管|找|归|里|有没|能|最|规|支|打头|开头|头一|末|后头|怎|咋|究|到底|具体|主要|责|哪|谁|啥|,|，|\?|？|$)"
)
# 倒数第二条, 最后一条讲
FROM_END_PATTERN = (
    rf"倒数第\s*[{_NUMERAL}]+\s*[条款]"
    r"|(?<!章)(?<!章的)最[后末]一?条(?=给|措|讲|说|是|写|的|太|那个|这个|好像|原|全|内|管|找|归|里|有|能|规|支|怎|咋|具体|责|哪|谁|啥|,|，|\?|？|$)"
)
# 第三章, 第六部分
CHAPTER_PATTERN = rf"第\s*[{_NUMERAL}]+\s*(?:章|部分|大部分|大?块|篇|大类)"
_LAST_CHAPTER = re.compile(
    r"(?:最[后末]|末)一?(?:章|部分)(?=的?(?:有|是|讲|说|哪|里|都|全|一?共|几|措施|条|[,，?？。]|$))"
)
_DIGITS = re.compile(rf"[{_NUMERAL}]+")
_ONE = r"(?:[0-9]+|[零〇一二三四五六七八九十百]+)"
_ENUMERATED = re.compile(
    rf"(?:第\s*|(?<![{_NUMERAL}几哪]))(?P<numbers>{_ONE}条?(?:\s*[、,和及与跟]\s*第?\s*{_ONE})+)(?:\s*(?:这?[两三四五六])?条|(?=\s*(?:里|分别|各)))"
)


def names_measures(text: str) -> bool:
    """Whether measures may be named by number, from the beginning or from the end."""
    return any(re.search(pattern, text) for pattern in (MEASURE_PATTERN, FROM_END_PATTERN, _ENUMERATED))


def measures_said(text: str) -> tuple[int, ...]:
    """Numbers of measures named from the beginning: the same for every notice."""
    return _once((*_listed(text), *_numbers(MEASURE_PATTERN, _single(text))))


def measures_in(text: str, numbers: Sequence[int]) -> tuple[int, ...]:
    """Numbers of the measures that a normalised query names, of a notice whose measures have these `numbers`."""
    return _once((*_listed(text), *_from_end(text, numbers), *_numbers(MEASURE_PATTERN, _single(text))))


def chapters_in(text: str, numbers: Sequence[int]) -> tuple[int, ...]:
    """Likewise for its chapters."""
    last = tuple(numbers[-1:]) if _LAST_CHAPTER.search(text) else ()
    return _once((*_numbers(CHAPTER_PATTERN, text), *last))


def _from_end(text: str, numbers: Sequence[int]) -> Iterator[int]:
    """倒数第二条, 最后一条: counted from the end."""
    for match in re.finditer(FROM_END_PATTERN, text):
        digits = _DIGITS.search(match.group()) if "倒数" in match.group() else None
        back = _numeral(digits.group()) if digits else 1
        if back is not None and 1 <= back <= len(numbers):
            yield numbers[-back]


def _numbers(pattern: str, text: str) -> tuple[int, ...]:
    found = (_DIGITS.search(match.group()) for match in re.finditer(pattern, text))
    values = (_numeral(digits.group()) for digits in found if digits)
    return _once(value for value in values if value is not None)


def _listed(text: str) -> tuple[int, ...]:
    """第19、20两条, 3和5条: all the numbers before the one 条."""
    found = (_DIGITS.findall(match["numbers"]) for match in _ENUMERATED.finditer(text))
    return _once(value for said in found for value in map(_numeral, said) if value is not None)


def _single(text: str) -> str:
    """`text` without what names several measures at once, or counts from the end."""
    return re.sub(FROM_END_PATTERN, " ", _ENUMERATED.sub(" ", text))


def _numeral(said: str) -> int | None:
    try:
        return int(cn2an.cn2an(said.replace("廿", "二十").replace("卅", "三十"), "smart"))
    except (ValueError, KeyError, IndexError):  # 十七十, 百十一 and the like: no number, so nothing was named
        return None


def _once(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(numbers))
