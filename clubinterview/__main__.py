"""`python -m clubinterview` starts everything; see serve.py."""

import sys

from clubinterview.serve import main

sys.exit(main())
