"""Databases of earlier versions, brought up to this one."""
