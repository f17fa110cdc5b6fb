from clubinterview.interview import bp

__all__ = ["bp"]
