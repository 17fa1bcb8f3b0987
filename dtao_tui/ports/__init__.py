"""Protocols and errors that adapters implement and everyone may name: `chain`, `wallet`, `record_stores`.

The chain layer, the wallet and the records implement them; services, execution, trading and screens call them. Values
here are frozen and cleaned. Nothing here connects, reads a file or signs.
"""
