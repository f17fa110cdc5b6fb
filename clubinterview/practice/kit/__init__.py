"""Interview kits: the same questions for the same role, drawn for each candidate."""
