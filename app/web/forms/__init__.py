"""Form definitions on pages: what is shown (boxes, macros) and how a posted page is read. Knows no dossier."""
