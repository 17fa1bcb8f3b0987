"""From what was typed to a reviewed order: sizing, preflight checks, the chain's word, the review.

Screens and `cli` call it; it knows the chain through ports alone and nothing of Textual. It never signs, sends or
writes anything: that is `execution`.
"""
