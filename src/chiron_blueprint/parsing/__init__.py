"""The parsers of untrusted files: they run in a process of their own and import nothing that it doesn't need."""
