"""Panels of words and figures: one subnet, one order, one account, totals, a debrief.

Screens give them values. They format and align, and draw only what changed. They never compute money and never ask
for anything.
"""
