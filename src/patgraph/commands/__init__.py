"""The commands, a file each; `cli.py` lists them.

Their options are read at every start, so what carries a command out is imported when it is: at the head of a
file stands only what its options need.
"""
