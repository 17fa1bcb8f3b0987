"""The process that holds the key, and the client that speaks to it.

Services use `signer_client`. The process reads each call by layouts of its own and judges it by its own rules (both
in `calls`), and lays out the signed bytes itself. It imports only the standard library, bittensor_core and msgspec,
and it never trusts what an endpoint says of itself.
"""
