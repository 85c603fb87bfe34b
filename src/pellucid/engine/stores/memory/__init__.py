"""A store in memory that carries out the logical steps by itself: what a plan means, without SQL."""

from pellucid.engine.stores.memory.database import MemoryDatabase
from pellucid.engine.stores.memory.store import MemoryStore

__all__ = ["MemoryDatabase", "MemoryStore"]
