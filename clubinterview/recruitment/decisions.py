from clubinterview.recruitment import bp

__all__ = ["bp"]
