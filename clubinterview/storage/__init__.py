"""Files: a local folder, written so that file and row are both there or both not."""
