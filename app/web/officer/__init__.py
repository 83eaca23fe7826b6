"""The officers' pages: inbox, task, dossier, team. It knows no other surface."""
