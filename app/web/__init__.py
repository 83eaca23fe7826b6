"""Pages and the JSON API, one folder per audience. Surfaces are blind to each other."""
