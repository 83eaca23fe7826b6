"""The flask commands that need more than a few lines, one module a group."""
