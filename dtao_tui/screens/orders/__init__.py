"""The course of an order on screen: review, progress, and the list of all orders.

The ticket's dock in `screens.tickets` opens them; the app opens the list. What is shown before signing is what the
signer read. None of them waits for a chain in a key handler.
"""
