"""`dtao-tui export` and `dtao-tui import`: their command lines, what they read, and what they write.

`cli.commands` calls them. `domain.exports` says what the rows are, `output.exports` how they are written, and
`domain.imports` what may come back; nothing is computed here, and nothing is written over unasked.
"""
