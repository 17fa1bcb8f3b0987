"""Preparation of orders: assessment of intents, preflight checks, the chain's answers, safeguards, the review.

Screens and `cli` call it; it knows the chain through ports alone and nothing of Textual. It never signs, sends or
writes anything: that is `execution`.
"""
