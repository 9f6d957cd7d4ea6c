"""What is asked: Rasa's reading of the text, completed from the lexicon. Pure: no I/O, no Rasa types."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from actions.answer import Kind
from actions.eligibility.interview import Interview
from index.given import GivenVector
from index.keywords import words
from index.lexicon import Aspect, Detail, Lexicon, found_in
from index.mentions import Mentions
from index.numbered import CHAPTER_PATTERN, FROM_END_PATTERN, MEASURE_PATTERN
from index.query import asking_part
from index.sums import SaidSum, said_sums

SOCIAL_INTENTS = {"greet", "thanks", "goodbye", "bot_challenge", "ask_human", "chitchat_feedback"}
OUT_OF_SCOPE = "out_of_scope"
OVERVIEW = "ask_overview"
INTENT_KINDS = {f"ask_{kind.value}": kind for kind in Kind if kind is not Kind.SOCIAL} | {OVERVIEW: Kind.CONTENT}
OVERRULED_BY_ASPECT = {Kind.CONTENT, Kind.CONTACT, Kind.ELIGIBILITY, Kind.FUNDING, Kind.DATE, Kind.DEFINITION}
SURE_DESPITE_ASPECT, SURE_OF_OTHERS, CERTAIN = 0.9, 0.6, 1.1
"""Probability of the intent from which a phrase of an aspect (小程序) is only part of the story; above 1: never."""
STORY = 15
"""Characters from which a phrase of an aspect may be one in passing."""
SOCIAL_FROM = 0.5
"""Probability from which a message that names nothing of the notice is small talk."""
MIN_TOPIC = 2
"""Characters that must be left, filler words removed, for a text to have a topic of its own."""
_CLAUSE = "[^,，。;；!?]*"
# 不问比例，就问有没有; 我不问监管细节了 再回招商; 我问的不是招商，是资金; 不是贷款 是行政审批; 第7条 哦不 第9条; 归谁管，这是第几条 (every
# citation tells its number): what is set aside beside the question
_SET_ASIDE = re.compile(
    rf"(?:不问|不是问|没问|我?[问说]的不是|先不[说谈管]|不管|不[说聊谈]){_CLAUSE}[,，。;；!?](?=[^,，。;；!?]{{3}})"
    r"|(?:不|先不)[问说管]了?[^,，。;；!? ]{1,10}了 (?=[^,，。;；!?]{3})"
    r"|^(?:哎|哦|不对)?[,， ]*不是[^,，。;；!? ]{1,10}[,， ](?=是[^,，。;；!?]{2})"
    r"|^.{2,14}?[,， ]+(?:哦|噢|啊|哎|哎呀|唉)?(?:不对|不是|不|错了|说错了?|打错了?)[,， ]+(?=第|是第|我[问说]的?是)"
    r"|^[这那它]?(?:是|在)第几条[,， ]+(?=.{2})|(?<=.{3})[,， ]+[这那它]?(?:又?是|又?在)第几条[?。]?$"
)
# 打电话核实一下: named, but not asked
NOT_ASKED = re.compile(
    rf"(?:不问|不是问|没问|先不说|先不管|不管){_CLAUSE}|打(?:个|过|了)?电话(?:来|过来|去)?(?:问|核实|咨询|确认|打听)|接(?:个|一个|到)?电话|打电话(?:过?来|进来)?的|来电话(?:来)?(?:问|说|要|讲)?"
    r"|打(?:个|了个)?电话(?:过?来|进来)|电话(?:里头?|那头|这头|那边|这边|中)|(?:打进?来|接到)的?电话"
)
_CONTENT_CHARACTER = re.compile(r"[0-9a-z\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Reading:
    """Rasa's understanding of one message. `ranking` maps intents to probabilities in [0, 1]."""

    text: str
    intent: str
    ranking: dict[str, float] = field(default_factory=dict)
    given: GivenVector | None = None
    """The vector that Rasa computed for the message."""

    def probability(self, *intents: str) -> float:
        return sum(self.ranking.get(intent, 0.0) for intent in intents)


@dataclass(frozen=True, slots=True)
class MeasureRef:
    """A measure spoken of earlier in the conversation."""

    notice_key: str
    number: int


@dataclass(frozen=True, slots=True)
class Memory:
    """What the conversation's slots hold. `offered` maps the titles of the buttons last offered to their choices."""

    measures: tuple[MeasureRef, ...] = ()
    kind: Kind | None = None
    offered: dict[str, str] = field(default_factory=dict)
    told_validity: bool = False
    listed: tuple[MeasureRef, ...] = ()
    """The measures last shown side by side, for 第二个 and 后一个."""
    spoken: tuple[MeasureRef, ...] = ()
    """The measures answered from, the latest first, for 刚才土地那条."""
    asked_back: bool = False
    """Whether the last reply asked back: what comes now may be the answer."""
    interview: Interview | None = None
    units: tuple[str, ...] = ()
    """The units spoken of last, as printed, for 它还管哪些."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, read. `core` is the text without filler words, names of units and areas, and question words."""

    text: str
    kind: Kind
    mentions: Mentions
    core: str
    aspect: str | None
    wants_quantity: bool
    wants_rate: bool
    overview: float
    """Probability that the question is a vague one for everything there is."""
    out_of_scope: float
    """Probability that the question is not the notice's business."""
    kind_probability: float
    """Probability of the intent of this kind."""
    social: str | None
    """The social intent, if the message is one."""
    social_probability: float = 0.0
    detail: Detail | None = None
    """The sort of fact that is asked for, if it is one that a clause may leave open."""
    sums: tuple[SaidSum, ...] = ()
    """Sums of money in the question itself (not in the story before it)."""

    @property
    def has_topic(self) -> bool:
        return is_topic(self.core)


def read_question(query: str, reading: Reading, mentions: Mentions, lexicon: Lexicon) -> Question:
    """Combine Rasa's intents with what the lexicon finds in the normalised `query`."""
    asked = NOT_ASKED.sub(" ", asking_part(query))
    aspect = lexicon.aspect_of(asked)
    wants_rate = lexicon.has_cue("rate", asked)
    sums = said_sums(asked)
    names_document = lexicon.has_cue("document_number", asked)
    kind = Kind.ISSUER if names_document else _kind(reading, aspect, wants_rate, lexicon.has_cue("reach", asked))
    return Question(
        text=query,
        kind=kind,
        mentions=mentions,
        core=core_of(query, mentions, lexicon, aspect if kind is Kind.PROCEDURE else None),
        aspect=aspect.name if aspect else None,
        wants_quantity=lexicon.has_cue("quantity", asked) or bool(sums),
        wants_rate=wants_rate,
        overview=reading.probability(OVERVIEW) if reading.intent == OVERVIEW else 0.0,
        out_of_scope=0.0 if names_document else reading.probability(OUT_OF_SCOPE),
        kind_probability=1.0 if names_document else reading.probability(f"ask_{kind.value}"),
        social=None if names_document else _social(reading),
        social_probability=reading.probability(*SOCIAL_INTENTS),
        detail=lexicon.detail_of(asked),
        sums=sums,
    )


def without_set_aside(query: str) -> str:
    """The text without what the caller says not to be asking (不说利率了，…); unchanged where nothing follows it."""
    return " ".join(_SET_ASIDE.sub(" ", query).split())


def _kind(reading: Reading, aspect: Aspect | None, wants_rate: bool, to_reach: bool) -> Kind:
    """The kind of the likeliest intent that has one. A rate asked for is about money; a phrase of an aspect
    (几个工作日, 申请步骤) is a surer sign of a procedure than the intent is."""
    ranked = sorted(reading.ranking.items(), key=lambda pair: -pair[1]) or [(reading.intent, 1.0)]
    kinds = [(INTENT_KINDS[intent], p) for intent, p in ranked if intent in INTENT_KINDS] or [(Kind.CONTENT, 1.0)]
    kind, probability = kinds[0]
    if wants_rate and kind in OVERRULED_BY_ASPECT | {Kind.PROCEDURE}:
        return Kind.FUNDING
    in_passing = len(reading.text) >= STORY and not to_reach
    surest = (SURE_DESPITE_ASPECT if in_passing else CERTAIN) if kind in OVERRULED_BY_ASPECT else SURE_OF_OTHERS
    if to_reach and kind is Kind.ISSUER:
        surest = CERTAIN  # 负责这份文件的是哪位，座机报一个
    overruled = aspect is not None and probability < surest
    return Kind.PROCEDURE if overruled else kind


def _social(reading: Reading) -> str | None:
    likely = reading.intent in SOCIAL_INTENTS and reading.probability(*SOCIAL_INTENTS) >= SOCIAL_FROM
    return reading.intent if likely else None


def is_topic(core: str) -> bool:
    """Whether what is left of a question names something."""
    return len(_CONTENT_CHARACTER.findall(core)) >= MIN_TOPIC


def core_of(query: str, mentions: Mentions, lexicon: Lexicon, aspect: Aspect | None = None) -> str:
    """`query` without filler, numbers of measures, names of units and places, and the aspect: what is left is the topic.

    Filler of one character goes only where it is a word of its own: 上市 keeps its 市.
    """
    filler = lexicon.cues["filler"]
    asked = [said for word in aspect.words if (said := found_in(word, query))] if aspect else []
    longer = sorted({*(word for word in filler if len(word) > 1), *mentions.said, *asked}, key=len, reverse=True)
    left = re.sub(f"{FROM_END_PATTERN}|{MEASURE_PATTERN}|{CHAPTER_PATTERN}", " ", query)
    left = re.sub("|".join(map(re.escape, longer)), " ", left)
    single = {word for word in filler if len(word) == 1}
    return "".join(word for word in words(left) if word not in single)
