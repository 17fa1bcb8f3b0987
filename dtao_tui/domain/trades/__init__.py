"""What a person can want done, the call that does it, and what it costs: intents, quotes, tolerance.

Trading and screens call it for each key press, so everything here is pure and quick. It never asks the chain and
knows no text that was typed.
"""
