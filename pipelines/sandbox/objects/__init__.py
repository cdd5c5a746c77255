"""What a person decides of each type of object; everything else in the sandbox finds these by folder."""

from pipelines.sandbox.objects.registry import TYPES, kept_as, of

__all__ = ["TYPES", "kept_as", "of"]
