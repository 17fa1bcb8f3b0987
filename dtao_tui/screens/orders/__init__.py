"""The course of an order on screen: ticket, review, progress, and the list of all orders.

Subnet and portfolio screens open the ticket; the app opens the list. What is shown before signing is what the signer
read. None of them waits for a chain in a key handler.
"""
