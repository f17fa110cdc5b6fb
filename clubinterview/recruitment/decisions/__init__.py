"""What the club decides about applicants, and how students learn of it."""
