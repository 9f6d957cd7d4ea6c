"""Who may work at the desk: `name:role:hash`, several parted by blanks or `;`. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from web.errors import SettingError

SETTING = "YUCE_DESK_USERS"
USAGE = "usage: python -m web.passwords NAME operator|editor"
_NAME = re.compile(r"[\w.@-]{1,32}")
_HASH = re.compile(r"\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{22,}")
"""By its looks alone: settings are read before any package is installed."""


class Role(StrEnum):
    """An operator looks things up; an editor also changes what the assistant knows."""

    OPERATOR = "operator"
    EDITOR = "editor"

    def includes(self, wanted: Role) -> bool:
        """An editor may do all that an operator may."""
        return self is Role.EDITOR or wanted is Role.OPERATOR


@dataclass(frozen=True, slots=True)
class User:
    """A person of the hotline. `hash` is argon2id."""

    name: str
    role: Role
    hash: str = field(repr=False)


def parse_user(line: str) -> User:
    """`name:role:hash`; raises SettingError that names the part, and never shows a hash."""
    name, _, rest = line.partition(":")
    role, _, known = rest.partition(":")
    if not _NAME.fullmatch(name):
        raise SettingError(f"{SETTING} has the name {name[:32]!r}: use 1 to 32 letters, digits, 汉字, and . @ - _")
    if role not in set(Role):
        raise SettingError(f"{SETTING} gives {name} the role {role[:20]!r}: use operator or editor")
    if not _HASH.fullmatch(known):
        raise SettingError(f"{SETTING} has no argon2id hash for {name} (quote it: it holds $): {USAGE}")
    return User(name, Role(role), known)


def parse_users(raw: str) -> tuple[User, ...]:
    """All users; raises SettingError for a bad one or a name that is there twice."""
    users = tuple(parse_user(line) for line in re.split(r"[\s;]+", raw) if line)
    names = [user.name for user in users]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SettingError(f"{SETTING} has {twice[0]} twice: give everybody a name of their own")
    return users
