"""A second verifier of exported books, written from docs/format.md alone."""
