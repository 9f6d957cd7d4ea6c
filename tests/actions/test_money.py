"""An amount is money given, money invested against shares, or a threshold: told by the words around it."""

from __future__ import annotations

import pytest

from actions.answer import Relation, Remark
from actions.money import Role, gives_money, remarks_on, role_of
from index.notice import Amount
from index.sums import SaidSum, said_sums
from tests.actions.bench import Bench


def amount(qualifier: str | None, purpose: str | None) -> Amount:
    return Amount(1_000_000, "元", "100万元", (0, 5), qualifier, None, purpose)


@pytest.mark.parametrize(
    ("qualifier", "purpose", "role"),
    [
        ("最高", "综合支持", Role.GRANT),
        ("最高不超过", "股权投资", Role.EQUITY),
        ("实缴金额最低可降至", "备案", Role.THRESHOLD),
        ("不低于", "研发投入", Role.THRESHOLD),
        ("注册资本不少于", "股权投资", Role.THRESHOLD),  # a threshold comes first
        (None, "奖励", Role.GRANT),
        (None, None, Role.GRANT),
        ("给予", "跟投", Role.EQUITY),
    ],
)
def test_role_by_qualifier_and_purpose(bench: Bench, qualifier: str | None, purpose: str | None, role: Role) -> None:
    assert role_of(amount(qualifier, purpose), bench.lexicon) is role


def test_roles_of_the_published_amounts(bench: Bench) -> None:
    """第1条 gives, 第17条 asks for, 第20条 invests."""
    roles = {m.number: [role_of(a, bench.lexicon) for a in m.amounts] for m in bench.notice.measures if m.amounts}
    assert roles == {1: [Role.GRANT], 17: [Role.THRESHOLD], 20: [Role.EQUITY]}


def test_a_threshold_gives_no_money(bench: Bench) -> None:
    assert [m.number for m in bench.notice.measures if gives_money(m, bench.lexicon)] == [1, 20]


def test_another_notices_amounts_are_told_apart_too(invented: Bench) -> None:
    roles = {m.number: [role_of(a, invented.lexicon) for a in m.amounts] for m in invented.notice.measures if m.amounts}
    assert roles == {1: [Role.GRANT], 5: [Role.EQUITY]}


THRESHOLD = Amount(30_000_000, "元", "3000万元", (0, 6), "实缴金额最低可降至", None, "备案")
GRANT = Amount(50_000_000, "元", "5000万元", (0, 6), "最高", None, "综合支持")
EQUITY = Amount(20_000_000, "元", "2000万元", (0, 6), "最高不超过", None, "股权投资")


@pytest.mark.parametrize(
    ("said", "amounts", "relation", "compared"),
    [
        ("3200万", (THRESHOLD,), Relation.REACHES, THRESHOLD),
        ("两个亿", (THRESHOLD,), Relation.REACHES, THRESHOLD),
        ("30000001元", (THRESHOLD,), Relation.REACHES, THRESHOLD),
        ("3000万", (THRESHOLD,), Relation.REACHES, THRESHOLD),  # 最低可降至: the sum itself is enough
        ("三千万元", (THRESHOLD,), Relation.REACHES, THRESHOLD),
        ("3000万", (GRANT, THRESHOLD), Relation.REACHES, THRESHOLD),
        ("2500万", (THRESHOLD,), Relation.BELOW, THRESHOLD),
        ("29999999元", (THRESHOLD,), Relation.BELOW, THRESHOLD),
        ("8000万", (GRANT,), Relation.NOT_STATED, GRANT),
        ("100万", (GRANT,), Relation.NOT_STATED, GRANT),  # 最高 is no threshold: nobody is told to be below it
        ("3000万", (EQUITY,), Relation.NOT_STATED, EQUITY),
        ("8000万", (GRANT, EQUITY), Relation.NOT_STATED, GRANT),
        ("3200万", (GRANT, THRESHOLD), Relation.REACHES, THRESHOLD),  # a threshold is what one can be compared with
        ("500万", (), Relation.NOT_STATED, None),
    ],
)
def test_a_sum_of_the_callers_is_compared_with_a_threshold_else_set_right(
    bench: Bench, said: str, amounts: tuple[Amount, ...], relation: Relation, compared: Amount | None
) -> None:
    assert remarks_on(said_sums(said), amounts, bench.lexicon) == (Remark(relation, said, compared),)


@pytest.mark.parametrize(
    ("said", "amounts"),
    [("5000万", (GRANT,)), ("五千万", (GRANT,)), ("2000万", (GRANT, EQUITY))],
)
def test_a_sum_that_the_notice_states_needs_no_remark(bench: Bench, said: str, amounts: tuple[Amount, ...]) -> None:
    """However the caller writes it."""
    assert remarks_on(said_sums(said), amounts, bench.lexicon) == ()


@pytest.mark.parametrize(
    ("said", "amounts", "compared"),
    [
        ("3200万", (THRESHOLD,), THRESHOLD),
        ("2500万", (THRESHOLD,), THRESHOLD),
        ("8000万", (GRANT,), GRANT),
        ("8000万", (GRANT, THRESHOLD), GRANT),
        ("500万", (), None),
    ],
)
def test_a_sum_taken_for_money_that_is_given_is_set_right_and_never_compared(
    bench: Bench, said: str, amounts: tuple[Amount, ...], compared: Amount | None
) -> None:
    remarks = remarks_on(said_sums(said), amounts, bench.lexicon, claimed=True)
    assert remarks == (Remark(Relation.NOT_STATED, said, compared),)


@pytest.mark.parametrize(
    ("said", "amounts"),
    [("3000万", (THRESHOLD,)), ("3000万", (GRANT, THRESHOLD)), ("5000万", (GRANT, THRESHOLD)), ("五千万", (GRANT,))],
)
def test_a_stated_sum_taken_for_money_that_is_given_needs_no_remark(
    bench: Bench, said: str, amounts: tuple[Amount, ...]
) -> None:
    """What it is (门槛金额，不是补贴) stands in the answer itself."""
    assert remarks_on(said_sums(said), amounts, bench.lexicon, claimed=True) == ()


def test_each_of_several_sums_is_remarked_on_in_the_callers_order(bench: Bench) -> None:
    sums = (SaidSum("3200万", 32_000_000), SaidSum("3000万", 30_000_000), SaidSum("一千万", 10_000_000))
    assert remarks_on(sums, (THRESHOLD,), bench.lexicon) == (
        Remark(Relation.REACHES, "3200万", THRESHOLD),
        Remark(Relation.REACHES, "3000万", THRESHOLD),
        Remark(Relation.BELOW, "一千万", THRESHOLD),
    )


def test_who_names_no_sum_hears_no_remark(bench: Bench) -> None:
    assert remarks_on((), (THRESHOLD, GRANT), bench.lexicon) == ()
