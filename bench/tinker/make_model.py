"""A Qwen3 of random weights, 80,000 of them, with a given tokenizer.json: `make_model.py <folder> <tokenizer.json>`."""

import json
import shutil
import sys

import torch
from transformers import Qwen3Config, Qwen3ForCausalLM

folder, tokenizer = sys.argv[1:]
with open(tokenizer) as file:
    vocabulary = len(json.load(file)["model"]["vocab"])
torch.manual_seed(0)
config = Qwen3Config(
    vocab_size=vocabulary,
    hidden_size=64,
    intermediate_size=128,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    head_dim=16,
    tie_word_embeddings=True,
    max_position_embeddings=512,
    pad_token_id=0,
    eos_token_id=1,
    initializer_range=0.2,
)
Qwen3ForCausalLM(config).to(torch.float32).save_pretrained(folder)
shutil.copy(tokenizer, f"{folder}/tokenizer.json")
with open(f"{folder}/tokenizer_config.json", "w") as file:
    json.dump({"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "<|pad|>", "eos_token": "<|end|>"}, file)
