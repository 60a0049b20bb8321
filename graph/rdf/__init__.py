"""The record as linked data: terms, graphs, queries over them, and every file it can be exported to."""
