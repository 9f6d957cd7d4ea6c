"""An amount is money given, money invested against shares, or a threshold: told by the words around it."""

from __future__ import annotations

import pytest

from actions.money import Role, gives_money, role_of
from index.notice import Amount
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
