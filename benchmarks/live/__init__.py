"""How quick the live page is, and whether a long session stays as it began."""
