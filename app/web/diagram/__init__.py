"""Process diagrams as pictures and as lists, drawn on the server. It knows BPMN files, never a case or a person."""
