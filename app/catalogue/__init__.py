"""Procedures, versions, services, fees, components, agencies' offers; publishing and search."""
