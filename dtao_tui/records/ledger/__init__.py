"""The record of accounts' money on disk: entries, states and names of every chain in one SQLite file (`ledger_book`).

Services call it by the Protocol of ports; only cli makes it. One program writes, the others read. It holds no secret,
asks no chain, and nothing that trades depends on it.
"""
