"""How far the record can be relied on: coverage, sources, what officials said, and where it contradicts itself."""
