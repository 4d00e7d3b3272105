"""A Qwen3 of random weights with a given tokenizer.json: `make_model.py <folder> <tokenizer.json> <shape>`."""

import json
import shutil
import sys

import torch
from transformers import Qwen3Config, Qwen3ForCausalLM

shapes = {
    # 80,000 weights, drawn so wide that answers differ.
    "tiny": dict(
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=16,
        initializer_range=0.2,
        dtype="float32",
    ),
    # Qwen3-1.7B, but for its vocabulary: 1.4 billion weights.
    "released": dict(
        hidden_size=2048,
        intermediate_size=6144,
        num_hidden_layers=28,
        num_attention_heads=16,
        num_key_value_heads=8,
        head_dim=128,
        initializer_range=0.02,
        dtype="bfloat16",
    ),
}

folder, tokenizer, shape = sys.argv[1:]
with open(tokenizer) as file:
    vocabulary = len(json.load(file)["model"]["vocab"])
torch.manual_seed(0)
config = Qwen3Config(
    vocab_size=vocabulary,
    tie_word_embeddings=True,
    max_position_embeddings=512,
    pad_token_id=0,
    eos_token_id=1,
    **shapes[shape],
)
Qwen3ForCausalLM(config).to(getattr(torch, shapes[shape]["dtype"])).save_pretrained(folder)
shutil.copy(tokenizer, f"{folder}/tokenizer.json")
with open(f"{folder}/tokenizer_config.json", "w") as file:
    json.dump({"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "<|pad|>", "eos_token": "<|end|>"}, file)
