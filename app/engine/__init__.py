"""BPMN: definitions, deployment, checking, instances, work items, timers. The only package that knows SpiffWorkflow.

It must never know a case: it gets an opaque subject and returns `Progress`, what one move opened, closed, finished.
"""
