"""How a result reaches the citizen: at the desk, by post, online; one file per method."""
