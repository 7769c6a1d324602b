"""Programs that answer vectors line by line as real peers do, well or badly: the body of each is a Python program."""

from __future__ import annotations

import sys

from tandem.conformance.program import Program

GREETING = """
import hashlib, json, os, sys
def say(**line): print(json.dumps(line), flush=True)
say(version="7.1")
for line in sys.stdin:
    asked = json.loads(line)
"""


def program(answer: str, *, patience: float = 20.0) -> Program:
    """A peer of version 7.1 whose answer to one question is the statement `answer`."""
    return Program("peer", [sys.executable, "-I", "-c", f"{GREETING}    {answer}\n"], patience=patience)
