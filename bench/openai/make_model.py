"""A Qwen2.5-VL of random weights with a given tokenizer.json and chat_template.jinja: `make_model.py <folder> <folder of these> <shape>`."""

import sys

import torch
from transformers import GenerationConfig, Qwen2_5_VLForConditionalGeneration
from qwen import config_of, dtypes, processor_of

folder, source, shape = sys.argv[1:]
processor = processor_of(source)
torch.manual_seed(0)
config = config_of(processor.tokenizer, shape)
model = Qwen2_5_VLForConditionalGeneration(config).to(getattr(torch, dtypes[shape]))
# Sampling as the released models have it: where it is not stated, temperature and seed of a request mean nothing. Unlike theirs, random
# weights would write special tokens, which stand for no text.
end = processor.tokenizer.eos_token_id
model.generation_config = GenerationConfig(
    do_sample=True,
    eos_token_id=end,
    suppress_tokens=[token for token in processor.tokenizer.all_special_ids if token != end],
    pad_token_id=processor.tokenizer.pad_token_id,
)
model.save_pretrained(folder)
processor.save_pretrained(folder)
