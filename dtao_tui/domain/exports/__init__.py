"""What exports are made of: the ledger's entries with what their units have cost, and a person's own rates of TAO.

Frozen values in whole rao; no disk and no clock. `output.exports` writes them as CSV, JSON and an hledger journal, and
`cli` calls both. Nothing here decides what has happened: that is `domain.ledger`.
"""
