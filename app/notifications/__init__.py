"""Messages to people; one file per channel. Takes a `Recipient`, never an account or a case."""
