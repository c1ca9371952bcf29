"""Who may ask: HTTP and the command line."""
