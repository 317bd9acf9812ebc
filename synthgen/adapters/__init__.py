"""The reward in the form that each trainer calls; one thin file each, none of which imports its trainer.

    trl         GRPOTrainer(reward_funcs=[reward])
    ms_swift    --external_plugins .../ms_swift.py --reward_funcs synthgen
    verl        reward.custom_reward_function.path=.../verl.py reward.custom_reward_function.name=compute_score
    openrlhf    --reward.remote_url .../openrlhf.py --data.label_key label
    verifiers   a taskset class for `vf-eval` and `vf-validate`
    grader      grade(sample, item), as OpenAI's Python graders are called

TRL and ms-swift leave a reward of None out of the batch. The others have no word for "not known": there an
infrastructure error is raised, since a zero that nobody sees would teach the model something false.
"""
