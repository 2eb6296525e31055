"""What tenants of a server have said, as all its workers keep it.

A tenant that nobody has used for its time has ended, whether or not its place was given to another
one by then. Workers notice use as often as `look_s` says, and so only end a tenant that much later.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from hashlib import blake2b
from time import time
from typing import NamedTuple, cast

from sanic_mock.dialects.control.controls import TenantRow
from sanic_mock.profile.sections.tenants import Tenants
from sanic_mock.profile.tenant import TenantValues
from sanic_mock.shared.slots import Kept, NamedSlots

_LOOKS = 8
_KEY = "key:"
_KEY_BYTES = 16
LONGEST_NAME = 64


class TenantEntry(NamedTuple):
    """What a tenant has said.

    Attributes:
        version: of that.
        values: likewise.
        born: the version that it first had; another tenant of that name has another one.
    """

    version: int
    values: TenantValues
    born: int


def make_slots(tenants: Tenants) -> NamedSlots | None:
    """Return the memory for what tenants say; None where there are none."""
    if not tenants.is_on:
        return None
    return NamedSlots(tenants.most, LONGEST_NAME * 4 + tenants.most_bytes)


def name_of_key(key: str) -> str:
    """Return the name of the tenant who has a key, from which the key cannot be known."""
    digest = blake2b(key.encode("utf-8", "replace"), digest_size=_KEY_BYTES, person=b"tenant")
    return _KEY + digest.hexdigest()


class TenantBook:
    """One process's hand in it.

    Args:
        slots: the memory of all.
        tenants: how long tenants last, and how much they may say.
    """

    def __init__(self, slots: NamedSlots, tenants: Tenants) -> None:
        self._slots = slots
        self._ttl_s = tenants.ttl_s
        self.most, self.most_bytes = tenants.most, tenants.most_bytes
        self.look_s = tenants.ttl_s / _LOOKS

    @property
    def generation(self) -> int:
        """How often anybody has said anything."""
        return self._slots.generation

    def version(self, name: str) -> int:
        """Return the version of what a tenant has said, 0 for nothing."""
        version = self._slots.version(name)
        return 0 if version and self._has_ended(self._slots.used_s(name)) else version

    def use(self, name: str) -> int:
        """Return the same, and note that the tenant is used."""
        if version := self.version(name):
            self._slots.use(name, int(time()))
        return version

    def get(self, name: str) -> TenantEntry | None:
        """Return what a tenant has said; None for nothing."""
        slot = self._slots.get(name)
        if slot is None or self._has_ended(slot.used_s):
            return None
        born, values = cast("tuple[int, TenantValues]", pickle.loads(slot.value))
        return TenantEntry(slot.version, values, born or slot.version)

    def put(self, name: str, values: TenantValues, before: TenantEntry | None) -> Kept:
        """Keep what a tenant says; raises ValueError where it is too much.

        Args:
            name: of the tenant.
            values: what it says.
            before: what that was made of; None for nothing.
        """
        value = pickle.dumps((0 if before is None else before.born, values))
        if len(value) > self.most_bytes:
            raise ValueError(f"all of it takes {len(value)} bytes; want at most {self.most_bytes}")
        now_s = int(time())
        self._slots.delete_unused(now_s - self._lasts_s)
        return self._slots.put(name, value, 0 if before is None else before.version, now_s)

    def delete(self, name: str) -> bool:
        """Let a tenant have said nothing; return whether it had."""
        return self._slots.delete(name)

    def clear(self) -> None:
        """Let nobody have said anything."""
        self._slots.clear()

    def each(self) -> Iterator[TenantRow]:
        """Yield all tenants who have said something."""
        for name, slot in self._slots.each():
            if not self._has_ended(slot.used_s):
                ends_s = slot.used_s + int(self._lasts_s)
                yield TenantRow(name, len(slot.value), slot.used_s, ends_s)

    @property
    def _lasts_s(self) -> float:
        return self._ttl_s + self.look_s

    def _has_ended(self, used_s: int) -> bool:
        return used_s < time() - self._lasts_s - 1  # whole seconds are noted
