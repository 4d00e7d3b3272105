"""Processors of the Qwen VL family, from the tokenizer and template of a folder, and configurations of a Qwen2.5-VL."""

from pathlib import Path

from transformers import (
    PreTrainedTokenizerFast,
    Qwen2_5_VLConfig,
    Qwen2_5_VLProcessor,
    Qwen2VLImageProcessor,
    Qwen2VLVideoProcessor,
    Qwen3VLProcessor,
    Qwen3VLVideoProcessor,
)

least_pixels = 56 * 56
most_pixels = 448 * 448


def tokenizer_of(folder):
    """A tokenizer.json that has the special tokens of the family."""
    return PreTrainedTokenizerFast(
        tokenizer_file=str(Path(folder) / "tokenizer.json"),
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        extra_special_tokens={"image_token": "<|image_pad|>", "video_token": "<|video_pad|>"},
    )


# Processor, video processor and side of a patch in pixels; 2 x 2 patches are a token.
families = {
    "qwen2.5-vl": (Qwen2_5_VLProcessor, Qwen2VLVideoProcessor, 14),
    "qwen3-vl": (Qwen3VLProcessor, Qwen3VLVideoProcessor, 16),
}


def processor_of(folder, family="qwen2.5-vl"):
    processor, video_processor, patch_size = families[family]
    size = {"shortest_edge": least_pixels, "longest_edge": most_pixels}
    return processor(
        image_processor=Qwen2VLImageProcessor(size=size, patch_size=patch_size),
        tokenizer=tokenizer_of(folder),
        video_processor=video_processor(size=size, patch_size=patch_size),
        chat_template=(Path(folder) / "chat_template.jinja").read_text(),
    )


shapes = {
    # 209,000 weights, drawn so wide that answers differ from question to question.
    "tiny": {
        "text": {
            "hidden_size": 64,
            "intermediate_size": 128,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "rope_scaling": {"type": "mrope", "mrope_section": [2, 3, 3]},
        },
        "vision": {
            "depth": 2,
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_heads": 2,
            "out_hidden_size": 64,
            "fullatt_block_indexes": [1],
        },
        "spread": 0.2,
    },
    # Qwen2.5-VL-3B, but for its vocabulary: 3.4 billion weights.
    "released": {
        "text": {
            "hidden_size": 2048,
            "intermediate_size": 11008,
            "num_hidden_layers": 36,
            "num_attention_heads": 16,
            "num_key_value_heads": 2,
            "rope_scaling": {"type": "mrope", "mrope_section": [16, 24, 24]},
        },
        "vision": {
            "depth": 32,
            "hidden_size": 1280,
            "intermediate_size": 3420,
            "num_heads": 16,
            "out_hidden_size": 2048,
            "fullatt_block_indexes": [7, 15, 23, 31],
        },
        "spread": 0.02,
    },
}
dtypes = {"tiny": "float32", "released": "bfloat16"}


def config_of(tokenizer, shape):
    token = tokenizer.convert_tokens_to_ids
    text, vision, spread = (shapes[shape][part] for part in ("text", "vision", "spread"))
    return Qwen2_5_VLConfig(
        text_config={
            **text,
            "vocab_size": len(tokenizer),
            "max_position_embeddings": 4096,
            "tie_word_embeddings": False,
            "initializer_range": spread,
            "bos_token_id": token("<|endoftext|>"),
            "eos_token_id": token("<|im_end|>"),
            "pad_token_id": token("<|endoftext|>"),
        },
        vision_config={**vision, "initializer_range": spread},
        image_token_id=token("<|image_pad|>"),
        video_token_id=token("<|video_pad|>"),
        vision_start_token_id=token("<|vision_start|>"),
        vision_end_token_id=token("<|vision_end|>"),
        tie_word_embeddings=False,
        initializer_range=spread,
    )
