"""The vector of a message, computed in a thread before Rasa reads the message: Rasa's loop serves other turns meanwhile.

The engine needs no lock of Python's; so a second core helps as soon as two people ask at the same time.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from bot.embedding import embed
from bot.handed_on import remember
from bot.text import folded

THREADS = 2
"""A long question takes ten times as long as a short one, which must not wait for it."""

_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="embedding")


async def embed_ahead(text: str) -> None:
    """Compute the vector that the featurizer will ask for; it lives in the turn's context. Raises ModelFileError."""
    plain = folded(text)
    vectors = await asyncio.get_running_loop().run_in_executor(_threads, embed, [plain])
    remember(plain, vectors[0])
