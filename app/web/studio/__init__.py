"""The designers' pages: drafts of procedures, their diagrams, forms and manifests. They show no dossier."""
