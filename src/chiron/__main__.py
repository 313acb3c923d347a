"""`python -m chiron` is `chiron`."""

import sys

from chiron.cli import main

sys.exit(main())
