"""What became known or will come due since a day, as news, feeds and calendars."""
