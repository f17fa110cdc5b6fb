"""The language model: asked within limits, with names taken out and texts fenced as data."""
