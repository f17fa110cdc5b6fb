"""The program that opens files of strangers. It runs in a process of its own, which may be killed at any time.

`__main__.py` is started by its path, in Python's isolated mode, so that nothing of the application, its settings or its
secrets is in the process; for the same reason these modules import each other by relative names, and nothing else of
this project. `pdf` and `word` check and read one kind of file each.

What a resume may not hold is in docs/security.md 6. Of "links" this means content that a reader would fetch or run from
elsewhere: linked templates, pictures, objects and DDE fields. Ordinary hyperlinks, as every program writes for a mail
address or a web page, are allowed.
"""
