"""A tokenizer of 259 tokens and a model of some 10,000 random parameters, made here without the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n"
    "{% if message.role == 'assistant' %}{% generation %}{{ message.content }}<|im_end|>{% endgeneration %}"
    "{% else %}{{ message.content }}<|im_end|>{% endif %}{{ '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""The form that Qwen's chat models use, without its system message; the marks say what an assistant's turn is."""
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
LENGTH = 16384


def tiny_tokenizer() -> Any:
    """Return a tokenizer with a token for each byte, so that every text comes back as it was."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: place for place, token in enumerate([*SPECIAL, *letters])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(list(SPECIAL))
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token=SPECIAL[0], eos_token=SPECIAL[2], chat_template=CHAT_TEMPLATE, model_max_length=LENGTH
    )


def tiny_model(tokenizer: Any, seed: int = 0) -> Any:
    """Return a model of one layer, 16 wide, with random weights that are the same for one seed."""
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM

    torch.manual_seed(seed)
    return Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=len(tokenizer),
            hidden_size=16,
            intermediate_size=32,
            num_hidden_layers=1,
            num_attention_heads=2,
            num_key_value_heads=1,
            max_position_embeddings=LENGTH,
            pad_token_id=tokenizer.pad_token_id,
            eos_token_id=tokenizer.eos_token_id,
            bos_token_id=None,
        )
    )


def saved(folder: Path) -> Path:
    """Save a tiny model with its tokenizer as a checkpoint, and return the folder."""
    tokenizer = tiny_tokenizer()
    tiny_model(tokenizer).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def knowing(tokenizer: Any, answers: Mapping[str, str]) -> Callable[..., Any]:
    """Return a `generate` that knows the answers: of the completions of one prompt each first, third ... is right, the others empty.

    It stands in for a trained model, so that a trainer's own step sees completions that earn something.
    """
    import torch
    from transformers.generation import GenerateDecoderOnlyOutput

    asked: Counter[str] = Counter()

    def generate(input_ids: Any, generation_config: Any = None, **_more: Any) -> Any:
        ends = []
        for row in input_ids:
            text = tokenizer.decode(row)
            prompt = max((prompt for prompt in answers if prompt in text), key=len)
            answer = "" if asked[prompt] % 2 else answers[prompt]
            asked[prompt] += 1
            ends.append([*tokenizer(answer)["input_ids"], tokenizer.eos_token_id])
        width = max(map(len, ends))
        padded = [end + [tokenizer.pad_token_id] * (width - len(end)) for end in ends]
        sequences = torch.cat([input_ids, torch.tensor(padded)], dim=1)
        wrapped = getattr(generation_config, "return_dict_in_generate", False)
        return GenerateDecoderOnlyOutput(sequences=sequences) if wrapped else sequences

    return generate
