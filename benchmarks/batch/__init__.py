"""What a batch holds: nothing lost to kills, two cores used, little added, quick to resume."""
