"""The commands of the project. They begin on the machine's own Python, so they use its standard library only."""
