"""`python -m synthgen` is the command `synthgen`."""

from synthgen.cli import command

command()
