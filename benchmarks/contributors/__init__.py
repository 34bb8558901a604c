"""How often the contributors of a cave, and a change between two sets, are told right."""
