from clubinterview.profile import bp

__all__ = ["bp"]
