"""`python -m minga` is the command `minga`."""

from minga.web.cli import main

main()
