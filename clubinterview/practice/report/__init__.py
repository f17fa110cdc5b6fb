"""What came of a session: scores, losses, comments, history, and sharing."""
