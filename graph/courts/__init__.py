"""Cases as lawyers see them: dockets, chains of papers, posture, labels of trackers, and the days that courts count."""
