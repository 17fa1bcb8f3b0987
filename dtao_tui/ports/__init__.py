"""Protocols and errors that adapters implement and everyone may name: `chain`, `wallet`, `extrinsics`, `errors`.

The chain layer and the wallet implement them; services, execution, trading and screens call them. Values here are
frozen and cleaned. Nothing here connects, reads a file or signs.
"""
