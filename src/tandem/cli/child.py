"""
One process under a supervisor: the same verbs without the command line's comforts, which take longer to load than an
acceptor takes to start.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tandem.cli.emulate import emulate
from tandem.cli.problems import said_plainly
from tandem.cli.processes import acceptor, dashboard, worker
from tandem.cli.shop import shop

VERBS: Mapping[str, Callable[..., None]] = {
    "acceptor": acceptor,
    "worker": worker,
    "dashboard": dashboard,
    "emulate": emulate,
    "shop": shop,
}


def main(arguments: Sequence[str]) -> None:
    parser = ArgumentParser(prog="tandem")
    parser.add_argument("verb", choices=VERBS)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--first-order", type=int)
    parser.add_argument("--quiet", action="store_const", const=True)
    told = {name: value for name, value in vars(parser.parse_args(arguments)).items() if value is not None}
    with said_plainly():
        VERBS[told.pop("verb")](**told)


if __name__ == "__main__":
    main(sys.argv[1:])
