"""Files: intake, storage, reading back. Knows files and their kinds, not what they prove."""
