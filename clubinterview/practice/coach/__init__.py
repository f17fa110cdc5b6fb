"""The coach: talks over what belongs to a person, with answers that cite their sources."""
