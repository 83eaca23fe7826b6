"""Pages for everybody, signed in or not: home, procedures, public look-up, help. It never changes a dossier."""
