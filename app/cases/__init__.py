"""The dossier: submission, progress, supplement, journal, access. All moves of all cases go through `progress`."""
