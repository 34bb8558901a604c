"""Programs a person starts: they read arguments, call the pipeline and print."""
