"""What models do with a run, a module for each role; see `synthgen.llm.stage` for their order."""
