"""The keys: one table of all commands with their keys, and the bindings, footers and names made from it.

Tables, screens and the app take their bindings from here; footer, help, palette and command line show the same rows.
Nothing here runs a command: an action is a method of the screen, table or app that binds it.
"""
