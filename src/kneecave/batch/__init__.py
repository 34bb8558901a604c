"""Many clips: one job each, here or on a cluster; resumed, never lost.  Prints nothing."""
