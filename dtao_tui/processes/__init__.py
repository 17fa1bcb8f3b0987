"""Child processes: `child_process` starts and ends them, `bootstrap` is their entry point, `shared_daemon` outlives us.

The wallet's signer and keyring, the practice node and the key maker run in them. Any layer above may use it; it knows
nothing of chains, wallets or screens. A child gets an empty environment and isolated imports, and never outlives its
parent unless it is a `shared_daemon`.
"""
