"""Filters of the market: the fields that an expression knows, and the expressions, read from what a person types.

Screens and commands call it with rows of facts. It never asks a chain or a record; what is not known compares false.
"""
