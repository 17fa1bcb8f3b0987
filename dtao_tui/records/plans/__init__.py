"""The record of confirmed plans in a file of its own: the plan as it was confirmed, and its events, only added to.

Services call `plan_book` by its Protocol in ports. It is written before a step is signed. Nothing that is read here is
ever carried out by itself: a plan without an end is one that stopped.
"""
