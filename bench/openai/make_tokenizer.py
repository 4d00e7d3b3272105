"""A byte-level BPE of 400 tokens with the special tokens and the splitting of the Qwen family: `make_tokenizer.py <tokenizer.json>`."""

import sys

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

special = [
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|image_pad|>",
    "<|video_pad|>",
]
words = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
texts = [
    "Please answer the question about the map with yes or no.",
    "How many stations are between the red line and the blue line on this transit map?",
    "Which line is used from the departure stop to the arrival stop, and how many via stops are there?",
    "You answer questions about maps. system user assistant",
    "It isn't the station; they're on line 10, we've 7 stops and I'll transfer at the 3rd one.",
    "Straße, Zürich, São Paulo, Málaga, Åsane, Łódź, 东京站到北京站, Москва, Αθήνα, القاهرة",
]

tokenizer = Tokenizer(models.BPE())
tokenizer.normalizer = normalizers.NFC()
tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
    [
        pre_tokenizers.Split(Regex(words), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ]
)
tokenizer.decoder = decoders.ByteLevel()
trainer = trainers.BpeTrainer(
    vocab_size=400 - len(special),
    min_frequency=1,
    initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
    show_progress=False,
)
tokenizer.train_from_iterator(texts, trainer)
tokenizer.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in special])
tokenizer.save(sys.argv[1], pretty=False)
