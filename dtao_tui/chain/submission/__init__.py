"""Composes, rehearses, sends and finds extrinsics, and reads what a block's events say of them.

The adapters call it for the executor. It never holds a key, never signs, and never takes an answer to a submission
for proof.
"""
