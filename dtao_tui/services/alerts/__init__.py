"""Alerts while the program runs: asked at each block, fired at final ones by the program that writes the record.

The app and the headless recorder join it; screens read what it knows and change alerts by it. It tells through the hub
and runs the user's own commands. It never signs, and no text from the chain gets into a command's arguments.
"""
