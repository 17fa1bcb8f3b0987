"""Preflight: the checks before a signature, by subject; `check_table` names them all and runs those of an operation.

A check takes an intent, its quote and the circumstances, and says what it measured. It asks the chain nothing, reads no
clock and decides nothing: `assessment` and the ticket do, by its result.
"""
