"""Answers and questions in words: pages of text, lists, reports, and a question read from plain English."""
