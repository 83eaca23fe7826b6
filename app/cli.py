"""The flask commands: tables, catalogue, demo province, check of the settings."""
