"""The JSON API for programs: the same doors as the pages, known by bearer tokens. It keeps no rules of its own."""
