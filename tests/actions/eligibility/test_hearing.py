"""Free words → facts: several at once, in any order, with what is denied; and which messages are questions of their own."""

from __future__ import annotations

import pytest

from index.interview_data import FieldName
from tests.actions.eligibility.conftest import Room

S, N, Q = FieldName.SUBJECT, FieldName.NEED, FieldName.QUALIFICATION

# said, what was being asked → area, and the values by field
FACTS: list[tuple[str, FieldName | None, str, dict[FieldName, tuple[str, ...]]]] = [
    ("荣昌高端研发机构", None, "荣昌区", {S: ("高端研发机构",)}),
    (
        "高端研发机构，新认定的，在江津，要资金",
        S,
        "江津区",
        {S: ("高端研发机构",), Q: ("新认定的高端研发机构",), N: ("资金",)},
    ),
    ("缺钱，想融资", N, "", {N: ("资金", "融资")}),
    ("缺人又缺钱，还想拿块地", N, "", {N: ("人才", "资金", "用地")}),
    ("高层次领军人才，公司刚落在高新区，做芯片", None, "重庆高新区", {S: ("领军人才创办企业",)}),
    ("想引进领军人才", N, "", {N: ("人才",)}),  # not founded by one
    ("老牌的钢构厂，传统工业", S, "", {S: ("传统工业企业",)}),
    ("高校院所", S, "", {S: ("研发机构", "高校")}),
    ("重庆高新区的高企", S, "重庆高新区", {S: ("科技型企业",)}),  # the 高 of the area is no firm
    ("大学生创业", N, "", {N: ("创业孵化",)}),  # a student is no university
    ("基金", S, "", {S: ("创业投资基金",)}),  # the same word means what was asked
    ("基金", N, "", {N: ("融资",)}),
    ("基金", None, "", {}),
    ("永川的产业园区，需要资金和审批便利", None, "永川区", {S: ("产业园区",), N: ("资金", "审批")}),
    ("项目入了项目库", Q, "", {Q: ("重点项目库在库项目",)}),
    # what says less than the qualification is none
    ("有市级特色产业基地的牌子", Q, "", {}),
    ("我们是国家级孵化器", Q, "", {S: ("双创平台",)}),
    ("是区级双创示范基地", Q, "", {}),
    ("我们有核心技术", Q, "", {}),
    ("想进重点项目库", Q, "", {}),  # wished for is not had
    ("园区要申报国家战略性新兴产业集群", None, "", {S: ("产业园区",)}),
    ("想争取中央预算内资金", Q, "", {N: ("资金",)}),
    ("我们在汽车产业集群里，准备上市", None, "", {N: ("融资",)}),
    ("公司拟上市", Q, "", {N: ("融资",)}),
    ("我们公司有领军人才", None, "", {S: ("人才团队",)}),
    ("做物联网的科技公司", None, "", {S: ("科技型企业",)}),
    ("做现代服务业的，想拿地", None, "", {S: ("现代服务业企业",), N: ("用地",)}),
    ("是市级重点项目", Q, "", {Q: ("示范区重点项目",)}),
    ("我们是ＳＭＥ，科技型中小企業", S, "", {S: ("科技型中小微企业",)}),  # wide letters, traditional characters
    ("5G基站", Q, "", {Q: ("5G、物联网等新型基础设施项目",)}),
    ("不缺钱，缺地", N, "", {N: ("用地",)}),
    ("随便聊聊", N, "", {}),
]


@pytest.mark.parametrize("said, pending, area, values", FACTS, ids=[row[0] for row in FACTS])
def test_facts_are_heard(
    said: str, pending: FieldName | None, area: str, values: dict[FieldName, tuple[str, ...]], room: Room
) -> None:
    heard = room.hear(said, pending)
    assert heard.areas == ((area,) if area else ())
    assert {name: set(found) for name, found in heard.values.items()} == {name: set(v) for name, v in values.items()}


@pytest.mark.parametrize(
    "said, denied",
    [
        ("我们不是园区，是科技型中小企业", {S: ("产业园区",)}),
        ("没有创业孵化示范基地", {Q: ("国家或市级双创示范基地",)}),
        ("也不在种子库", {Q: ("种子库在库企业",)}),
        ("还没进种子库", {Q: ("种子库在库企业",)}),
        ("没有进入重点项目库", {Q: ("重点项目库在库项目",)}),
        ("尚未列入重点项目库", {Q: ("重点项目库在库项目",)}),
        ("没有被认定为创业孵化示范基地", {Q: ("国家或市级双创示范基地",)}),
        ("不要钱，要人才", {N: ("资金",)}),
        ("不需要融资", {N: ("融资",)}),
    ],
)
def test_what_is_denied_is_no_fact(said: str, denied: dict[FieldName, tuple[str, ...]], room: Room) -> None:
    heard = room.hear(said)
    assert {name: values for name, values in heard.denied.items() if values} == denied
    assert not any(set(heard.values.get(name, ())) & set(values) for name, values in denied.items())


@pytest.mark.parametrize(
    "said, areas, outside",
    [
        ("刚才说错了，是荣昌", ("荣昌区",), ()),
        ("不是江津，是荣昌", ("荣昌区",), ()),
        ("我们厂在梁平", (), ("梁平",)),
        ("总部在成都，项目在永川", ("永川区",), ()),
        ("江津的高校", ("江津区",), ()),
        ("我们离江津半小时", (), ()),
        ("江津、永川", ("江津区", "永川区"), ()),
    ],
)
def test_places(said: str, areas: tuple[str, ...], outside: tuple[str, ...], room: Room) -> None:
    heard = room.hear(said, FieldName.AREA)
    assert (heard.areas, heard.outside) == (areas, outside)


@pytest.mark.parametrize(
    "said, wish",
    [
        ("跳过", "skip"), ("这个不清楚", "skip"), ("什么都行", "skip"), ("都可以", "skip"), ("还没想好", "skip"),
        ("算了", "stop"), ("算了不测了", "stop"), ("不匹配了", "stop"), ("退出", "stop"), ("那就不看了，谢谢", "stop"),
        ("直接出结果", "show"), ("就这些，直接出结果吧", "show"), ("没别的，看结果", "show"),
        ("重新开始", "restart"), ("我要重新匹配", "restart"),
        ("没有", "none"), ("都没得。", "none"), ("都不是", "none"), ("目前没有的", "none"),
        ("刚才说错了", "correct"), ("改成融资", "revise"),
        ("条件匹配", "start"), ("能不能帮我匹配一下", "start"), ("帮我看看能享受哪些", "start"), ("你来问我来答", "start"),
    ],
)  # fmt: skip
def test_wishes(said: str, wish: str, room: Room) -> None:
    heard = room.hear(said, N)
    assert getattr(heard, wish) and not heard.asks


@pytest.mark.parametrize(
    "said",
    [
        "插个问题，这文件哪天生效", "人才公寓归谁", "第17条讲什么", "市科技局电话", "高端研发机构最高补多少", "这条要什么材料",
        "不知道找谁", "算了，直接说人才公寓归谁", "公积金怎么提取", "能不能先讲讲第一条", "有效期吗？", "风险补偿比例是好多钱",
    ],
)  # fmt: skip
def test_questions_of_their_own(said: str, room: Room) -> None:
    assert room.hear(said, N).asks


@pytest.mark.parametrize(
    "said",
    [
        "我们是永川的，能申请吗",
        "园区可以吗",
        "高校行不行",
        "荣昌的，符合吗？",
        "我们有哪些政策，主要想融资",
        "是荣昌吧？",
    ],
)
def test_whether_one_fits_is_what_the_interview_is_for(said: str, room: Room) -> None:
    heard = room.hear(said, N)
    assert heard.has_facts and not heard.asks


@pytest.mark.parametrize(
    "said", ["高端研发机构能享受哪些政策", "我是永川的，能申请吗", "科技型企业有什么好处", "看看第十七条"]
)
def test_a_single_question_is_no_wish_for_an_interview(said: str, room: Room) -> None:
    assert not room.hear(said).start


@pytest.mark.parametrize("said", ["好的", "可以啊", "好，你问吧", "行吧", "来吧！", "要得"])
def test_a_yes_is_heard(said: str, room: Room) -> None:
    assert room.ear.accepts(said)


@pytest.mark.parametrize("said", ["好的，最高多少", "可以申请吗", "行政审批", "要什么条件"])
def test_more_than_a_yes_is_none(said: str, room: Room) -> None:
    assert not room.ear.accepts(said)
