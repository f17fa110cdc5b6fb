"""Tables in files: read whole (`reading`), compared with what is there (`plans`), and written (`writing`)."""
