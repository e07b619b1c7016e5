"""How a bilingual text is written down in this package."""

from core.bilingual import both, each

__all__ = ["both", "each"]
