"""Sentences for the chain's errors: what happened, and the key that helps next.

One row for each error name that an order can meet. `chain.error_messages` looks names up and is the only caller.
Nothing here reads an answer of a node; text of a node never becomes part of a row.
"""
