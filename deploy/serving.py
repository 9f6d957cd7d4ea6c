"""Starts everything, waits until a probe question is answered end to end, then watches until told to stop."""

from __future__ import annotations

import os
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field

from deploy.chat import fetch_json
from deploy.commands import tail
from deploy.console import say
from deploy.control import ProcessState, process_states, socket_path
from deploy.errors import DeployError
from deploy.ports import require_free_ports
from deploy.probe import Probe
from deploy.settings import Layout
from deploy.supervision import end_groups, require_parts, supervised

READY = "可以提问了"
READY_WITHIN_S = 180.0
WATCH_EVERY_S = 0.5
# A process that ends this often before the first answer has a fault that starting it again does not mend.
MOST_FALSE_STARTS = 3


@dataclass
class Watch:
    """Sees what supervisord does and says it: a process that ended, and its new process."""

    layout: Layout
    supervisord: subprocess.Popen[bytes]
    ordered_restarts: bool = False
    """Whether somebody may have ordered a restart: then a new process is no surprise."""
    ready: bool = False
    states: tuple[ProcessState, ...] = ()
    _pids: dict[str, int] = field(default_factory=dict)
    _ends: Counter[str] = field(default_factory=Counter)

    def look(self) -> None:
        """Take one look. Raises DeployError when supervisord is gone or has given a process up."""
        if self.supervisord.poll() is not None:
            end_groups(self.states)
            raise DeployError(f"supervisord 意外退出，日志末尾：\n{tail(self.layout.log / 'supervisord.log')}")
        self.states = process_states(socket_path(self.layout)) or self.states
        for state in self.states:
            self._look_at(state)

    def _look_at(self, state: ProcessState) -> None:
        log = self.layout.log / f"{state.name}.log"
        before = self._pids.get(state.name, 0)
        if state.pid and state.pid != before:
            if before:
                self._ends[state.name] += 1
                how = "已" if self.ordered_restarts else "意外退出，已"
                say(f"! 进程 {state.name}（原 pid {before}）{how}重新启动（pid {state.pid}），日志 {log}")
            self._pids[state.name] = state.pid
        if state.state == "FATAL" or (not self.ready and self._ends[state.name] >= MOST_FALSE_STARTS):
            raise DeployError(f"进程 {state.name} 一再退出，已放弃。日志 {log} 的末尾：\n{tail(log)}")


def serve(layout: Layout) -> None:
    """Run until interrupted; raises DeployError when it cannot start or go on."""
    require_parts(layout)
    require_free_ports(layout)
    behind = f"Rasa（{layout.rasa_url}）、动作服务（{layout.actions_url}）"
    say(f"· 启动 {behind}和门户（{layout.door_url}），日志在 {layout.log}……")
    started = time.monotonic()
    try:
        with supervised(layout) as supervisord:
            watch = Watch(layout, supervisord)
            _wait_until_ready(layout, watch, started)
            _wait_for_door(layout, watch, started)
            _greet(layout, time.monotonic() - started)
            watch_on(layout, watch)
    except KeyboardInterrupt:
        say("· 已全部停止")


def _wait_until_ready(layout: Layout, watch: Watch, started: float) -> None:
    probe = Probe(layout.rasa_url, layout.settings.data)
    while not probe.answered():
        watch.look()
        if time.monotonic() - started > READY_WITHIN_S:
            rasa_log, actions_log = (tail(layout.log / f"{name}.log", 8) for name in ("rasa", "actions"))
            raise DeployError(
                f"{READY_WITHIN_S:.0f} 秒内没有答出试问题：{probe.last}\n"
                f"rasa.log 末尾：\n{rasa_log}\nactions.log 末尾：\n{actions_log}"
            )
        time.sleep(0.2)
    say(f"✓ 试问：{probe.last}")


def _wait_for_door(layout: Layout, watch: Watch, started: float) -> None:
    """Until the door says that a question is answered through it."""
    while not _door_is_ready(layout):
        watch.look()
        if time.monotonic() - started > READY_WITHIN_S:
            log = tail(layout.log / "web.log")
            raise DeployError(
                f"{READY_WITHIN_S:.0f} 秒内门户没有就绪（{layout.door_url}/readyz）。web.log 末尾：\n{log}"
            )
        time.sleep(0.2)
    watch.ready = True
    watch.look()


def _door_is_ready(layout: Layout) -> bool:
    try:
        fetch_json(f"{layout.door_url}/readyz")
    except (OSError, ValueError):
        return False
    return True


def _greet(layout: Layout, seconds: float) -> None:
    say(
        f"✓ {READY}（启动用了 {seconds:.1f} 秒）\n"
        f'  另开一个终端：make ask q="…"       不经对话直接检索：make search q="…"\n'
        f"  门户：    {layout.door_url}\n"
        f"  坐席台：  {layout.door_url}/desk（{_desk_access(layout)}）\n"
        f"  对话：    POST {layout.door_url}/api/chat\n"
        f"  查询：    GET  {layout.door_url}/api/search?q=…\n"
        f"  只在本机：Rasa {layout.rasa_url}，动作服务 {layout.actions_url}\n"
        f"  停止：Ctrl-C"
    )


def _desk_access(layout: Layout) -> str:
    """Who gets into the desk, in a few words."""
    open_desk = layout.serving_environment().get("YUCE_DESK_OPEN") == "1"
    if open_desk and layout.door.is_local and not layout.door.trusted_proxies:
        return "在本机不用口令"
    return "要登录" if layout.door.desk_users else "没有开放：请设 YUCE_DESK_USERS"


def watch_on(layout: Layout, watch: Watch) -> None:
    """Until interrupted. Also ends when the make that started us is killed, so that nothing is left behind."""
    parent = os.getppid()
    while not (layout.started_by_make and os.getppid() != parent):
        watch.look()
        time.sleep(WATCH_EVERY_S)
