"""Passwords of the desk: argon2id hashes, checked off the event loop; and the command that makes a line for the setting.

`python -m web.passwords NAME operator|editor` asks for a password and prints `name:role:hash`.
"""

from __future__ import annotations

import asyncio
import getpass
import sys
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from web.desk_users import USAGE, parse_user
from web.errors import SettingError

SHORTEST, LONGEST = 10, 200
_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """An argon2id hash with a salt of its own."""
    return _HASHER.hash(password)


@cache
def _nobodys() -> str:
    return hashed("the hash that is compared where there is no such name")


def _fits(password: str, known: str | None) -> bool:
    """As slow for a name that does not exist as for one that does."""
    try:
        _HASHER.verify(known or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return known is not None


class Checker:
    """Checks one at a time: each takes 64 MiB and tens of milliseconds of a core, and guesses must not slow the chat."""

    def __init__(self) -> None:
        self._alone = asyncio.Semaphore(1)

    async def fits(self, password: str, known: str | None) -> bool:
        """Whether the password is the one of this hash; never for None, which takes as long."""
        async with self._alone:
            return await asyncio.to_thread(_fits, password, known)


def main(arguments: list[str]) -> int:
    """Exit code: 0 with the line on stdout, 2 with what was wrong on stderr."""
    if len(arguments) != 2:
        print(USAGE, file=sys.stderr)
        return 2
    password = getpass.getpass("口令：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if not SHORTEST <= len(password) <= LONGEST:
        print(f"口令有 {len(password)} 个字符：请用 {SHORTEST} 到 {LONGEST} 个", file=sys.stderr)
        return 2
    if sys.stdin.isatty() and getpass.getpass("再输一遍：") != password:
        print("两次输入不一样", file=sys.stderr)
        return 2
    line = f"{arguments[0]}:{arguments[1]}:{hashed(password)}"
    try:
        parse_user(line)
    except SettingError as error:
        print(error, file=sys.stderr)
        return 2
    print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
