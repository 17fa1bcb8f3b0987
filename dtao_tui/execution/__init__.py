"""Carries reviewed orders out: signed once, written down, rehearsed, sent, tracked and reconciled.

The trading desk in services calls it; it reaches the chain, the signer and the records through ports. What was signed
is on disk before it is sent, and so is each event before the next step. It never signs twice and never re-sends an
order whose end is unknown.
"""
