"""An endpoint whose connections outlive a call: stock Rasa opens a session and a connection for every action."""

from __future__ import annotations

import asyncio
from typing import Any
from weakref import WeakKeyDictionary

import aiohttp
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.utils.endpoints import EndpointConfig

from bot import conversation
from bot.request_id import HEADER, current

IDLE_S = 3.0
"""An idle connection is dropped after this time, long before Sanic's server would close it (5 s or more)."""

_connectors: WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.TCPConnector] = WeakKeyDictionary()


def _connector() -> aiohttp.TCPConnector:
    """The running loop's connector, without a limit of its own."""
    loop = asyncio.get_running_loop()
    connector = _connectors.get(loop)
    if connector is None or connector.closed:
        connector = _connectors[loop] = aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_S)
    return connector


async def close_connections() -> None:
    """Close what the running loop kept; call it when the server stops."""
    connector = _connectors.pop(asyncio.get_running_loop(), None)
    if connector is not None:
        await connector.close()


class KeptAliveEndpoint(EndpointConfig):
    """As the endpoint that it is made from, but its sessions share the loop's connections."""

    @classmethod
    def of(cls, endpoint: EndpointConfig) -> KeptAliveEndpoint:
        return cls(
            endpoint.url,
            endpoint.params,
            endpoint.headers,
            endpoint.basic_auth,
            endpoint.token,
            endpoint.token_name,
            endpoint.cafile,
            **endpoint.kwargs,
        )

    async def request(self, *arguments: Any, **named: Any) -> Any:
        """As the original. What differs between turns is no header of the session: aiohttp would connect anew."""
        headers = {**named.pop("headers", {}), HEADER: current() or "", conversation.HEADER: conversation.current()}
        return await super().request(*arguments, headers=headers, **named)

    def session(self) -> aiohttp.ClientSession:
        auth = aiohttp.BasicAuth(self.basic_auth["username"], self.basic_auth["password"]) if self.basic_auth else None
        return aiohttp.ClientSession(
            connector=_connector(),
            connector_owner=False,
            headers=self.headers,
            auth=auth,
            timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
        )
