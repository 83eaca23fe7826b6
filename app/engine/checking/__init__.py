"""Whether a bundle can be run: what neither the parser nor the engine would notice before it is too late.

Each rule is a function of the subject that yields problems; a problem names file and element and says, in the
designer's words and in two languages, what is wrong and what to do. Studio, API, command line and release all ask here.
"""
