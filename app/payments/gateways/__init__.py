"""One file per way to pay online. Each turns a payment into an address to send the payer to."""
