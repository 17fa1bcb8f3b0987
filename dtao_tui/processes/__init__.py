"""Child processes: how they are started, bounded and ended, and what each does for itself.

The wallet's signer and keyring, the practice node and the key maker run in them. Anyone below `cli` may use it; it
knows nothing of chains, wallets or screens. A child gets an empty environment and isolated imports, and never outlives
its parent unless it is a `shared_daemon`.
"""
