"""`python -m web`: the door, in the foreground."""

import sys

from web.server import main

if __name__ == "__main__":
    sys.exit(main())
