"""The account ledger over time: what happens to the accounts' money is told by the hub's blocks and written down.

`ledger_recorder` follows the blocks, `account_statements` answers what was gained since when and what it has cost.
Screens and commands may ask; nothing that trades depends on it, and it never signs.
"""
