"""Read-only figures. Nothing here changes a row."""
