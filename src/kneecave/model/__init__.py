"""The things that pass between rooms: frozen dataclasses, checked once at construction."""
