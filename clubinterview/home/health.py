from clubinterview.home import bp

__all__ = ["bp"]
