"""A Substrate-compatible dTAO node in miniature, reached only over its socket."""
