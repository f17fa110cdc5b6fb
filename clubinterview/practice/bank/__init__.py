"""Questions: the banks of the platform and the clubs, their pages, files and statistics."""
