"""What a stage is scored on, who is to score whom, and what they handed in."""
