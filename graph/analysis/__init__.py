"""What many answers say together: exposure, changes, paths, clashes, what would flip an answer."""
