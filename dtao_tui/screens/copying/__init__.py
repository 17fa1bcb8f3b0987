"""Copying what an order is: the screen that offers its texts, one at a time and whole.

The ticket, Review, Activity and the box of an order push it, with texts that `services.orders.order_copies` made. It
reads nothing by itself, changes nothing, and puts into the clipboard only what it shows. The rows of a list leave by
`row_export`, into a new file.
"""
