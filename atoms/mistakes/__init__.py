"""Typical wrong programs for the atoms of each topic; the tests of a sample let none through that shows on any of its inputs."""
