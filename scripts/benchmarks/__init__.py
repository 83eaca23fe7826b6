"""Measurements, not tests: nothing here passes or fails. Compare ratios; wall times depend on the machine."""
