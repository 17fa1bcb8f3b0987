"""Charts drawn by dots and bars: price over time, impact over sizes, sparklines, axes.

Screens and panels give them values. They draw line by line and only what changed; they never read a chain or a clock.
"""
