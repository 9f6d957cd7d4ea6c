"""supervisord's configuration: restarts, ends groups, rotates logs, listens nowhere but on a private socket."""

from __future__ import annotations

import configparser
import os
import shlex
from pathlib import Path

import pytest

from deploy.control import LONGEST_SOCKET_PATH, private_folder, process_states, socket_path
from deploy.errors import DeployError
from deploy.settings import Layout, load_layout
from deploy.supervision import configuration, programs, require_parts


def read(layout: Layout) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser()
    parser.read_string(configuration(layout))
    return parser


def at(home: Path) -> Layout:
    return load_layout({"YUCE_HOME": str(home)})


def test_all_processes_are_restarted_and_end_with_their_children(tmp_path: Path) -> None:
    parser = read(at(tmp_path))
    sections = [name for name in parser.sections() if name.startswith("program:")]
    assert sorted(sections) == ["program:actions", "program:rasa", "program:web"]
    for name in sections:
        assert parser.getboolean(name, "autorestart")
        assert parser.getboolean(name, "stopasgroup")
        assert parser.getboolean(name, "killasgroup")
        assert parser.getint(name, "stdout_logfile_backups") > 0


def test_nothing_is_reached_over_the_network(tmp_path: Path) -> None:
    """No control port; Rasa is told the loopback address; the environment says so to Sanic, too."""
    layout = at(tmp_path)
    assert "inet_http_server" not in read(layout).sections()
    assert programs(layout)["rasa"][programs(layout)["rasa"].index("-i") + 1] == "127.0.0.1"
    assert layout.environment()["SANIC_HOST"] == "127.0.0.1"
    assert "--enable-api" not in programs(layout)["rasa"]


def test_a_percent_sign_and_a_space_in_the_path_survive(tmp_path: Path) -> None:
    """supervisord expands %, and splits commands as a shell does."""
    layout = at(tmp_path / "50% of it")
    command = read(layout)["program:rasa"]["command"].replace("%%", "%")
    assert shlex.split(command) == programs(layout)["rasa"]


def test_the_socket_is_below_the_home_where_it_fits(tmp_path: Path) -> None:
    layout = at(Path("/srv/yuce"))
    assert socket_path(layout) == Path("/srv/yuce/run/supervisor.sock")


def test_a_long_home_gets_a_short_socket_path_of_its_own() -> None:
    """Unix limits the length of a socket's path; two homes never share one."""
    long = Path("/srv") / ("很长的文件夹" * 10)
    one, two = socket_path(at(long / "a")), socket_path(at(long / "b"))
    assert len(os.fsencode(one)) <= LONGEST_SOCKET_PATH
    assert one != two
    assert str(os.getuid()) in str(one)


def test_the_sockets_folder_is_private(tmp_path: Path) -> None:
    folder = tmp_path / "sockets"
    private_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_link_in_the_place_of_the_sockets_folder_is_refused(tmp_path: Path) -> None:
    """In a shared temporary folder somebody else could have laid it."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "sockets").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DeployError, match="YUCE_HOME"):
        private_folder(tmp_path / "sockets")


def test_nobody_at_the_socket_is_none(tmp_path: Path) -> None:
    assert process_states(tmp_path / "nobody.sock") is None


def test_a_start_without_a_model_names_it_and_the_command(tmp_path: Path) -> None:
    with pytest.raises(DeployError, match=r"yuce\.tar\.gz.*make train"):
        require_parts(at(tmp_path))


def test_settings_are_spelled_out_for_the_processes(tmp_path: Path) -> None:
    """Rasa's endpoints file reads them; telemetry is off; with the bundled model nothing is asked of a hub."""
    environment = at(tmp_path).environment()
    assert environment["YUCE_HOME"] == str(tmp_path)
    assert environment["YUCE_ACTIONS_PORT"] == "5055"
    assert environment["RASA_TELEMETRY_ENABLED"] == "false"
    assert environment["HF_HUB_OFFLINE"] == "1"
    other = load_layout({"YUCE_EMBEDDING_MODEL": "somebody/else"})
    assert "HF_HUB_OFFLINE" not in other.environment()
