"""Money asked for and received; one file per gateway. A case never knows it."""
