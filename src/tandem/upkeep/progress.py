"""How far a long piece of work has come."""

from __future__ import annotations

import msgspec


class Progress(msgspec.Struct, frozen=True):
    done: int
    whole: int
