"""Charts drawn by dots: price over time, impact over sizes, axes.

Screens and panels give them values. They draw line by line and only what changed; they never read a chain or a clock.
"""
