"""One run of torture: python -m torture --help."""

from __future__ import annotations

import sys

from torture.program import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
