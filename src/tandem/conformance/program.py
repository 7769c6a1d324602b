"""
A program that is asked line by line, in a process of its own.

It first writes one line about itself, `{"version": "1.2"}` or `{"missing": "not installed: …"}`. Then it reads one
question a line, `{"key": "zp", "input": "94035-1234", "country": "US"}` (`country` only when the vector has one), and
writes one line for each: `{"sent": "…"}`, `{"sent": null}` for a value that it drops, or `{"raised": "TypeError"}`.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from typing import Any

from tandem.conformance.answer import Answer, Broken, Dropped, Sent, Skipped
from tandem.conformance.implementation import About
from tandem.conformance.vectors import FOR_META, Vector

PATIENCE = 20.0
"""Seconds until a silent program is ended. Python with many packages may take some to start."""

LIVES = 5
"""How often a program that dies is started anew; after that, whatever is left counts as broken."""


class Program:
    """A peer behind a command."""

    def __init__(self, name: str, command: Sequence[str], *, patience: float = PATIENCE) -> None:
        self.name = name
        self._command = list(command)
        self._patience = patience

    def about(self) -> About:
        try:
            with closing(_Talk(self._command, self._patience)) as talk:
                said = talk.hear()
        except (OSError, _Silent) as problem:
            return About(missing=f"it cannot be started: {problem}")
        return About(str(said.get("version", "")), said.get("missing"))

    def answers(self, vectors: Sequence[Vector]) -> Iterator[Answer]:
        done = 0
        for _ in range(LIVES):
            for answer in self._one_life(vectors[done:]):
                done += 1
                yield answer
            if done == len(vectors):
                return
        yield from (Broken(f"it died {LIVES} times before") for _ in vectors[done:])

    def _one_life(self, vectors: Sequence[Vector]) -> Iterator[Answer]:
        """Answers until the program dies; its death is the answer to the question that killed it."""
        try:
            with closing(_Talk(self._command, self._patience)) as talk:
                talk.hear()
                for vector in vectors:
                    yield _not_for_it(vector) or _answer(talk.ask(vector))
        except (OSError, _Silent) as problem:
            yield Broken(str(problem))


def _not_for_it(vector: Vector) -> Skipped | None:
    if vector.key not in FOR_META:
        return Skipped("a form that other platforms hash")
    if vector.region:
        return Skipped("it takes no default region")
    return None


def _answer(said: dict[str, Any]) -> Answer:
    if "raised" in said:
        return Broken(f"raised {said['raised']}")
    value = said.get("sent")
    return Dropped() if value is None else Sent(str(value))


class _Silent(Exception):
    """The program is dead, or says nothing that can be read."""


class _Talk:
    """One life of the program."""

    def __init__(self, command: Sequence[str], patience: float) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(  # noqa: S603 - the command is the operator's own
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._patience = patience
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def ask(self, vector: Vector) -> dict[str, Any]:
        question = {"key": vector.key, "input": vector.input, "country": vector.country}
        line = json.dumps({name: value for name, value in question.items() if value is not None})
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it died; hearing tells how
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()
        return self.hear()

    def hear(self) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=self._patience)
        except queue.Empty:
            raise _Silent(f"no answer within {self._patience:g} s") from None
        if not line:
            raise _Silent(f"it ended with exit code {self._process.wait()}")
        try:
            return dict(json.loads(line))
        except (ValueError, TypeError):
            raise _Silent("it wrote a line that is no JSON object") from None

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):  # what it never read
                pipe.close()

    def _listen(self) -> None:
        """Lines as they come; an empty one is the end."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")
