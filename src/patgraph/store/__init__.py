"""Stores: where a graph is held and asked. Start at `protocol.py`, their interface."""

from .protocol import Store

__all__ = ["Store"]
