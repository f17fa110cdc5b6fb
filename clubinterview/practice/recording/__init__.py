"""The voice of an answer: taken in pieces, joined, heard and deleted by its owner."""
