"""What transformers' processors make of chats, as JSON on stdout: `make_golden.py <folder of tokenizer.json and chat_template.jinja>`."""

import json
import sys

import transformers
from PIL import Image
from qwen import families, least_pixels, most_pixels, processor_of

texts = {
    "plain": "How many stations are there on the red line?",
    "contractions": "It ISN'T there; they'RE late, I'll wait, we'd go.",
    "numbers": "Lines 10, 2345 and 7½ meet at ٣ stops ② times.",
    "accents, composed and not": "Zürich Zu\u0308rich São Sa\u0303o Łódź \u1e9b\u0323",
    "other scripts": "东京站到北京站 Москва Αθήνα القاهرة ทดสอบ 한국어",
    "emoji": "🚇➡️🚉 👩‍👩‍👧 🇨🇭",
    "spaces": "  two  before,\ttab\u00a0no-break\u3000wide \r\n\r\n  lines \n\n\n end  ",
    "punctuation": "?!... --- (a)[b]{c} <d> $e^{f}$ \\boxed{yes} #1 @2",
    "no words": "",
    "special tokens": "a<|im_end|>b<|endoftext|>c",
    "almost special": "<|im_end|<|image_pa|>",
    "long": "the map " * 40,
}
sizes = [(128, 144), (28, 28), (1, 1), (100, 37), (640, 480), (2000, 300), (333, 777), (42, 70)]


def chat(text, pictures, system=None):
    first = [{"role": "system", "content": system}] if system else []
    parts = [{"type": "image"} for _ in pictures]
    return [*first, {"role": "user", "content": [*parts, {"type": "text", "text": text}]}]


asked = [(name, chat(text, []), []) for name, text in texts.items()]
asked += [(f"a picture of {w} x {h}", chat(texts["plain"], [0]), [(w, h)]) for w, h in sizes]
asked += [
    ("two pictures", chat(texts["other scripts"], [0, 0]), [(128, 144), (640, 480)]),
    ("a system message", chat(texts["plain"], [0], "Be brief. Réponds bien."), [(128, 144)]),
    (
        "text before and between pictures",
        [
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "First "},
                    {"type": "image"},
                    {"type": "text", "text": " then\n"},
                    {"type": "image"},
                    {"type": "text", "text": "which?"},
                ],
            }
        ],
        [(28, 28), (100, 37)],
    ),
]



def read_by(processor, messages, pictures):
    text = processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    images = [Image.new("RGB", size, "white") for size in pictures]
    read = processor(text=[text], images=images or None)
    tokens = list(map(int, read["input_ids"][0]))
    grids = [list(map(int, grid)) for grid in read["image_grid_thw"]] if images else []
    counts = [t * h * w // processor.image_processor.merge_size**2 for t, h, w in grids]
    assert sum(counts) == tokens.count(processor.tokenizer.convert_tokens_to_ids("<|image_pad|>"))
    return counts, tokens


cases = []
for family in families:
    processor = processor_of(sys.argv[1], family)
    for name, messages, pictures in asked:
        counts, tokens = read_by(processor, messages, pictures)
        case = {"name": name, "family": family, "messages": messages, "pictures": pictures}
        cases.append({**case, "imageTokens": counts, "tokens": tokens})

told = {"transformers": transformers.__version__, "minPixels": least_pixels, "maxPixels": most_pixels}
print(json.dumps({**told, "cases": cases}))
