"""Trades before they are signed, and what they changed: operations, intents, calls, quotes, flows, settlement.

Trading and screens call it for each key press, so everything here is pure and quick. It never asks the chain and
knows no text that was typed.
"""
