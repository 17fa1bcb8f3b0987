"""The choice of a table's columns, and screens that remember columns, order and filters of their table.

Screens of lists build on it. It knows columns only as the specs that tables are made of; what is remembered goes
through `settings_memory`.
"""
