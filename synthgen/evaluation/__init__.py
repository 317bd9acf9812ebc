"""Evaluating a model: answers to the tasks of an eval set, run in the sandbox, and what they come to as pass@k.

    evaluation = evaluate("outputs/set", model="name", base_url="http://localhost:8000/v1", k=(1, 10), n_samples=20)
    evaluation = evaluate("outputs/set", completions="answers.jsonl", k=1)

`estimator` has pass@k and `intervals` its uncertainty; `tasks` and `completions` read files, `store` keeps every answer and verdict
as they come; `flow` has the whole way on one page; `asking` asks a model, `results` counts, `table` and `page` show.
"""
