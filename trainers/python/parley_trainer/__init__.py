"""A trainer for Parley in Python; see the README beside it, and docs/external-trainers.md for the protocol."""

from .learner import Adapter, Learner, Settings
from .serve import serve

__version__ = "0.1.0"
__all__ = ["Adapter", "Learner", "Settings", "serve"]
