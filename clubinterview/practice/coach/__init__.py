"""The coach: talks over what belongs to a person, with answers that say where they have it from."""
