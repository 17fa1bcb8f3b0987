"""Plain integers and frozen values: no input or output, no clock, no Textual, no SDK."""
