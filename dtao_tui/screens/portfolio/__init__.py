"""The portfolio screen: what is owned, at the price and at what selling it now would pay.

The app opens it. It shows values from services and opens tickets; it never computes a worth by itself and never shows
an incomplete sum as a whole one.
"""
