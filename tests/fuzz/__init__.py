"""Bodies that no publisher would send, made from those that it does: see __main__.py."""
