"""From the files of a record to a corpus: read strictly, checked, put together, and new files begun."""
