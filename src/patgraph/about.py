"""What this package calls itself."""

__version__ = "0.1.0"
