"""`python -m patgraph`: the command line."""

from .cli import main

main()
