"""`dtao-tui export`: its command line, what it reads, and the file that it writes.

`cli.commands` calls it. `domain.exports` says what the rows are, `output.exports` how they are written; nothing is
computed here, and nothing is ever written over that a person has not said.
"""
