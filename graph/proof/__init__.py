"""Answers that others can check: bundles, citations, and the same answer worked out again."""
