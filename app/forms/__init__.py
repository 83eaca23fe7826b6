"""The small form format of `forms/*.json`: reading it, deriving a JSON Schema, checking answers. Data, never code."""
