"""Pages that exist in the demo only: the messages that would have left the house."""
