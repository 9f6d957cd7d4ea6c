"""A taken port is one clear line that names the port and the variable."""

from __future__ import annotations

import socket

import pytest

from deploy.errors import DeployError
from deploy.ports import is_free, require_free_ports
from deploy.settings import Layout, load_layout
from tests.e2e.system import free_ports


def layout(rasa: int, actions: int, web: int | None = None) -> Layout:
    ports = {"YUCE_RASA_PORT": rasa, "YUCE_ACTIONS_PORT": actions, "YUCE_WEB_PORT": web or free_ports(1)[0]}
    return load_layout({name: str(port) for name, port in ports.items()})


def test_free_ports_pass() -> None:
    rasa, actions = free_ports(2)
    require_free_ports(layout(rasa, actions))
    assert is_free(rasa)


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
@pytest.mark.parametrize("taken", ["YUCE_RASA_PORT", "YUCE_ACTIONS_PORT", "YUCE_WEB_PORT"])
def test_a_taken_port_is_named_with_its_variable(taken: str, address: str) -> None:
    """Whichever address the other program listens on."""
    with socket.create_server((address, 0)) as other:
        port, (one, two) = other.getsockname()[1], free_ports(2)
        rows = {"YUCE_RASA_PORT": (port, one, two), "YUCE_ACTIONS_PORT": (one, port, two)}
        ports = layout(*rows.get(taken, (one, two, port)))
        with pytest.raises(DeployError) as caught:
            require_free_ports(ports)
    message = str(caught.value)
    assert str(port) in message
    assert taken in message
    assert len(message.splitlines()) == 1


def test_the_suggested_port_is_a_port() -> None:
    """Also for a port near the end of the range."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(DeployError, match=f"YUCE_RASA_PORT={port - 1000 if port > 64535 else port + 1000} "):
            require_free_ports(layout(port, free_ports(1)[0]))


def test_one_port_for_two_servers_is_refused() -> None:
    port = free_ports(1)[0]
    with pytest.raises(DeployError, match="不同的端口"):
        require_free_ports(layout(port, port))


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),
        ("::", "http://[::1]:8080"),
        ("10.0.0.5", "http://10.0.0.5:8080"),
    ],
)
def test_the_doors_address_can_be_opened_on_this_machine(host: str, url: str) -> None:
    assert load_layout({"YUCE_WEB_HOST": host}).door_url == url


def test_a_bad_setting_of_the_door_is_told_before_anything_is_built() -> None:
    with pytest.raises(DeployError, match="YUCE_WEB_PORT='http'"):
        load_layout({"YUCE_WEB_PORT": "http"})
