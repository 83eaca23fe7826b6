"""Ways a message reaches a person, one file each. A channel knows an address and a text, nothing of either's sense."""
