"""Accounts and secrets: the btcli wallet folder, watched addresses, the system keyring and the signer process.

Services call it through `ports`; only `cli` makes its parts. Keys live in the process of `signer`, which lays out
what it signs and judges each call by a table of its own. No secret is printed, logged, or kept in this process.
"""
