"""Typical wrong programs for the atoms of each topic, which no test suite of a sample lets through."""
