"""What every feature stands on: settings, transaction, clock, refusals, registry. Knows nothing of the trade."""
