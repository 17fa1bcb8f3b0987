"""Accounts and secrets: the btcli wallet folder, watched addresses, the system keyring and the signer process.

Services call it through `chain.keys`; only `cli` makes its parts. Keys live in the process of `signer_process`, which
imports the standard library and bittensor_core alone, lays out what it signs (`extrinsic_layout`) and judges each call
by a table of its own (`call_table`). No secret is printed, logged, or kept in this process.
"""
