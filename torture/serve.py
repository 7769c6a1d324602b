"""The supervisor as it is, over `torture.child`: python -m torture.serve FILE."""

from __future__ import annotations

import sys

from tandem.app.supervise import Child, supervise
from tandem.kit import log

if __name__ == "__main__":
    log.configure("supervisor")
    config = sys.argv[1]
    supervise([Child(verb, [verb, "--config", config], program="torture.child") for verb in ("acceptor", "worker")])
