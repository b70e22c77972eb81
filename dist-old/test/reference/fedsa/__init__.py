"""A second implementation of fedsa/v1, written from docs/protocol.md alone. It computes; it refuses nothing."""
