"""The administrators' pages: incidents, outbox, procedures, accounts, the system itself. They show no dossier."""
