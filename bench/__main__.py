"""Every measurement, one behind the other: python -m bench [--full] [--json]."""

from __future__ import annotations

import sys

from bench import accept, closing, deliver, identity, reconcile

if __name__ == "__main__":
    code = accept.main(sys.argv[1:])
    if "--json" not in sys.argv:
        print()
        identity.main()
        print()
        deliver.main([])
        print()
        code |= closing.main([])
        print()
        code |= reconcile.main([])
    sys.exit(code)
