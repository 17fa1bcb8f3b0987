"""Commands found by name: the palette, the command line, and the entries that both list.

The app opens them. They run what the table of keys names on the screen below, and hold no command of their own; names
from the chain are shown as they are, never as markup.
"""
