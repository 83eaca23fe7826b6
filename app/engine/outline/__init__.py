"""A diagram as text that people edit without drawing: its lanes, steps and flows, and edits that change nothing else.

It knows BPMN files, never a draft, a person or a case.
"""
