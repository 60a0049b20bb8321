"""The commands, a module for each family of them.

A family's `declare` adds its commands to the parser.  Libraries are imported
inside the commands that need them, so that a one-line answer costs little more
than Python itself.
"""
