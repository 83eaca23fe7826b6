"""Every diagram played along each of its paths, on the real engine with a host that only remembers."""
