"""Any order of questions, repetitions, kills, restarts and edits: the invariants hold (a hypothesis state machine)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.e2e.system import wait_for
from tests.faults.editing import QUESTION, SUMS, edit_notice
from tests.faults.plant import NAMES, Caller, Plant
from tests.faults.test_index import build, published
from tests.faults.tools import SEED, fault, rounds

pytestmark = pytest.mark.e2e


class Machine(RuleBasedStateMachine):
    """`plant` is set before it runs. Two callers; what has been killed stays dead until it is started again.

    Which rules may come next depends on those before alone, never on what the system did: hypothesis must find the same
    choices when it draws the same again.
    """

    plant: Plant

    def __init__(self) -> None:
        super().__init__()
        self.plant.heal()
        self.callers = [Caller(self.plant) for _ in range(2)]
        self.dead: set[str] = set()
        self.edited = False

    @rule(who=st.integers(0, 1), number=st.integers(1, 20))
    def send(self, who: int, number: int) -> None:
        answer = self.callers[who].ask(f"第{number}条讲什么")
        if "web" not in self.dead:
            assert answer.readable and answer.took_s < 8
        if not self.dead:
            assert answer.full or answer.mode == "simple"  # Rasa is left alone for seconds after failures
        if answer.full:
            assert [measure["number"] for measure in answer.card["measures"]] == [number]

    @rule(who=st.integers(0, 1))
    def ask_for_the_sum(self, who: int) -> None:
        answer = self.callers[who].ask(QUESTION)
        if answer.full:
            assert answer.card["version"] == published(self.plant)
            assert sum(one in answer.text for one in SUMS) == 1

    @rule(who=st.integers(0, 1))
    def send_the_last_again(self, who: int) -> None:
        caller = self.callers[who]
        if not caller.acknowledged:
            return
        last = caller.acknowledged[-1]
        if last.said == caller.last_said:
            again = caller.ask(last.said, caller.last_identity)
            assert not again.full or again.card["turn"] == last.card["turn"]

    @rule(name=st.sampled_from(NAMES))
    @precondition(lambda self: len(self.dead) < 3)
    def kill(self, name: str) -> None:
        if name not in self.dead:
            self.plant.kill(name)
            self.dead.add(name)

    @rule()
    @precondition(lambda self: self.dead)
    def start_all(self) -> None:
        for name in self.dead:
            self.plant.start(name)
        self.plant.wait_up(*self.dead)
        self.dead.clear()

    @rule()
    @precondition(lambda self: not self.edited)  # once a run: each build takes its time
    def edit(self) -> None:
        self.edited = True
        new = edit_notice(self.plant.layout.settings.data)
        done = build(self.plant)
        assert done.returncode == 0, done.stderr
        if not self.dead:
            caller = Caller(self.plant)
            assert wait_for(lambda: new in caller.ask(QUESTION).text, 10, 0.2), "not in use within 10 s"
        elif "actions" not in self.dead:
            assert wait_for(lambda: f"index {published(self.plant)} is in use" in self.plant.log("actions"), 10, 0.2)

    @invariant()
    def what_was_acknowledged_is_kept(self) -> None:
        for caller in self.callers:
            if caller.acknowledged:
                caller.assert_kept()

    def teardown(self) -> None:
        self.plant.heal()
        self.what_was_acknowledged_is_kept()


@fault("state-machine")
def test_any_order_of_events_keeps_the_invariants(sound: Plant) -> None:
    Machine.plant = sound
    run_state_machine_as_test(
        seed(SEED)(Machine),
        settings=settings(
            max_examples=rounds(2, 40),
            stateful_step_count=rounds(8, 25),
            deadline=None,
            database=None,
            phases=[Phase.generate],  # a smaller example would cost minutes of restarts
            suppress_health_check=list(HealthCheck),
        ),
    )
