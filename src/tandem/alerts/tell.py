"""Telling somebody: a webhook, a program. What could not be told is told next time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

import msgspec

from tandem.kit.secret import Secret
from tandem.kit.signals import note
from tandem.kit.wire import Silence, Wire
from tandem.ledger.alerts import AlertRow

PATIENCE = 15.0
"""Seconds that a webhook or a program may take."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What is posted."""

    text: str
    state: str
    """begun or cleared."""
    alert: str
    subject: str
    """The destination, where it concerns one."""
    since: datetime
    at: datetime


class Ears(msgspec.Struct, frozen=True, kw_only=True):
    """Who listens."""

    wire: Wire
    webhook: Secret | None = None
    command: Sequence[str] = ()


def message(row: AlertRow, now: datetime) -> Message:
    state = "begun" if row.cleared_at is None else "cleared"
    text = f"Tandem: {row.text}" if row.cleared_at is None else f"Tandem: it is over: {row.text}"
    return Message(text=text, state=state, alert=row.kind, subject=row.subject, since=row.begun_at, at=now)


async def tell(told: Message, ears: Ears) -> bool:
    """Whether everybody who listens has heard it."""
    body = msgspec.json.encode(told)
    heard = [await _post(ears.webhook, body, ears.wire)] if ears.webhook else []
    if ears.command:
        heard.append(await _run(ears.command, body))
    return all(heard)


async def _post(webhook: Secret, body: bytes, wire: Wire) -> bool:
    try:
        answer = await wire.post(webhook.reveal(), body, {"Content-Type": "application/json"}, timeout=PATIENCE)
    except Silence as silence:
        note("alert.not_told", by="webhook", problem=str(silence))
        return False
    if not 200 <= answer.status < 300:
        note("alert.not_told", by="webhook", problem=f"it answered {answer.status}")
        return False
    return True


async def _run(command: Sequence[str], body: bytes) -> bool:
    try:
        running = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE)
    except OSError as error:
        note("alert.not_told", by="command", problem=type(error).__name__)
        return False
    try:
        async with asyncio.timeout(PATIENCE):
            await running.communicate(body)
    except TimeoutError:
        running.kill()
    if running.returncode != 0:
        note("alert.not_told", by="command", problem=f"it ended with {running.returncode}")
    return running.returncode == 0
