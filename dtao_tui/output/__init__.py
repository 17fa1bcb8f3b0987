"""Answers in JSON and in text, for commands and exports.

`cli` and screens call it with domain values. Money is integers of rao or exact decimals in every document, and unknown
is null or a dash. It never asks the chain and never opens a file.
"""
