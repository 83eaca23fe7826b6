"""The outbox and one connector per outside system. Knows how to deliver, not what a message means."""
