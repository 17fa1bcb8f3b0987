"""Accounts and secrets: the btcli wallet folder, watched addresses, the system keyring and the signer process.

Services call it through `ports`; only `cli` makes its parts. Keys live in the process of `signer`, which lays out
what it signs and allows calls by rules of its own. No secret is printed, logged, or stored in this process.
"""
