"""The ticket and its parts: fields, quote lines, checks, and the line that confirms an order.

The screens of orders use them. They draw what trading has computed and say by messages what was typed. Confirming takes
typed words; Enter alone or a click never signs.
"""
