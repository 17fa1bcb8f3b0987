"""Exports: orders, fills, positions and transactions as CSV and JSON, and the whole as a journal for hledger.

`cli` and screens call it with domain values and write what it returns; it opens no file. Money is exact: decimals in
CSV and in the journal, whole rao in JSON. What is not known is empty or null, and is never nothing.
"""
