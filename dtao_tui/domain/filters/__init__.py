"""Filters of the market: fields, expressions, their completion and reading, and the watch lists they ask for.

Screens and commands call it with rows of facts. It never asks a chain or a record; what is not known compares false.
"""
