"""Fields and choices: text, secrets, recovery phrases, lists, filters, and keys typed ahead of the focus.

Forms and tickets use them. A secret field shows dots, is never copied and is emptied when read. They never judge an
amount.
"""
