"""The browser's side: a server on this machine, its pages, its jobs."""
