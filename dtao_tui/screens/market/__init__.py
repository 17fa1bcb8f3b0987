"""The market screen: every subnet's pool, live, sorted and filtered.

The app opens it. It composes, watches and mediates; figures come from domain values and services. It never reaches an
adapter of the chain or the wallet.
"""
