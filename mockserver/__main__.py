"""`python -m mockserver`: the command line; knows nothing else."""

import sys

from mockserver.cli import main

sys.exit(main())
