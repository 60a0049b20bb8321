"""Pictures of answers, and the tables that say the same."""
