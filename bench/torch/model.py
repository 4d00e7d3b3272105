"""The embedded policy (policy/model/*.ts) in PyTorch: the peer that the engine is measured and checked against.

Weights come from a checkpoint's safetensors file. Two forms give the same numbers: `plain`, in which each answer is a row of
its own that encodes its picture and its question, and `shared`, in which a group's picture and question are encoded once.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Config:
    imageWidth: int
    imageHeight: int
    patch: int
    width: int
    depth: int
    visionDepth: int
    heads: int
    recent: int
    patchHidden: int
    mlpHidden: int
    vocabulary: int
    maxPromptTokens: int
    maxAnswerTokens: int
    padToken: int
    endToken: int

    @property
    def head_width(self) -> int:
        return self.width // self.heads


def norm(x: Tensor) -> Tensor:
    return F.rms_norm(x, (x.shape[-1],), eps=1e-6)


def split_heads(x: Tensor, head_width: int) -> Tensor:
    """[batch, tokens, width] to [batch, heads, tokens, head width]."""
    return x.unflatten(-1, (-1, head_width)).transpose(1, 2)


def merge_heads(x: Tensor) -> Tensor:
    return x.transpose(1, 2).flatten(2)


class Attention(nn.Module):
    """One projection of queries, keys and values. The first half of the heads reads the picture, the second the text."""

    def __init__(self, config: Config):
        super().__init__()
        self.head_width = config.head_width
        self.half = config.width // 2
        self.qkv_proj = nn.Linear(config.width, 3 * config.width, bias=False)
        self.o_proj = nn.Linear(config.width, config.width, bias=False)

    def rows(self, *parts: int) -> Tensor:
        """Rows of the projection: 0, 1 queries of the halves, 2, 3 keys, 4, 5 values. Neighbours are a view."""
        weight = self.qkv_proj.weight
        if all(b == a + 1 for a, b in zip(parts, parts[1:])):
            return weight[parts[0] * self.half : (parts[-1] + 1) * self.half]
        return torch.cat([weight[part * self.half : (part + 1) * self.half] for part in parts])

    def keys_values(self, normed: Tensor, half: int) -> tuple[Tensor, Tensor]:
        keys, values = F.linear(normed, self.rows(2 + half, 4 + half)).split(self.half, dim=-1)
        return split_heads(keys, self.head_width), split_heads(values, self.head_width)

    def around(self, normed: Tensor) -> Tensor:
        """All heads over the tokens themselves, as in the vision tower."""
        q, k, v = (split_heads(x, self.head_width) for x in self.qkv_proj(normed).chunk(3, dim=-1))
        return self.o_proj(merge_heads(F.scaled_dot_product_attention(q, k, v)))


class Block(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.self_attn = Attention(config)
        self.mlp = nn.ModuleDict(
            {
                "up_proj": nn.Linear(config.width, config.mlpHidden, bias=False),
                "down_proj": nn.Linear(config.mlpHidden, config.width, bias=False),
            }
        )

    def feed_forward(self, x: Tensor) -> Tensor:
        return x + self.mlp["down_proj"](F.relu(self.mlp["up_proj"](norm(x))))


class PatchEmbed(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.fc1 = nn.Linear(config.patch * config.patch * 3, config.patchHidden)
        self.fc2 = nn.Linear(config.patchHidden, config.width)
        self.row = nn.Embedding(config.imageHeight // config.patch, config.width)
        self.column = nn.Embedding(config.imageWidth // config.patch, config.width)

    def forward(self, pixels: Tensor) -> Tensor:
        patch = self.config.patch
        images, height, width, _ = pixels.shape
        cells = pixels.view(images, height // patch, patch, width // patch, patch, 3).transpose(2, 3)
        ink = 2 - cells.reshape(images, -1, patch * patch * 3).float() / 127.5
        grid = self.row.weight[:, None] + self.column.weight[None]
        return norm(self.fc2(F.relu(self.fc1(ink)))) + grid.flatten(0, 1)


class VisionTower(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.layers = nn.ModuleList(Block(config) for _ in range(config.visionDepth))


class Policy(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.patch_embed = PatchEmbed(config)
        self.vision_tower = VisionTower(config)
        self.embed_tokens = nn.Embedding(config.vocabulary, config.width)
        self.embed_positions = nn.Embedding(config.maxPromptTokens + config.maxAnswerTokens, config.width)
        self.embed_recent = nn.Embedding(config.recent, config.width)
        self.layers = nn.ModuleList(Block(config) for _ in range(config.depth))

    def picture(self, pixels: Tensor) -> Tensor:
        """[images, height, width, 3] bytes to the normalised tokens that text reads."""
        x = self.patch_embed(pixels)
        for block in self.vision_tower.layers:
            x = block.feed_forward(x + block.self_attn.around(norm(x)))
        return norm(x)

    def none_before(self, rows: int) -> Tensor:
        return torch.full((rows, self.config.recent), self.config.padToken)

    def embed(self, tokens: Tensor, first_position: int, before: Tensor | None = None) -> Tensor:
        """`before` [rows, recent] are the tokens just before, the newest last; padding where there are none."""
        recent, count = self.config.recent, tokens.shape[1]
        table = norm(self.embed_tokens.weight)
        spoken = table * (torch.arange(len(table)) != self.config.padToken)[:, None]
        line = torch.cat([self.none_before(len(tokens)) if before is None else before, tokens], 1)
        x = table[tokens] + self.embed_positions.weight[first_position : first_position + count]
        for index, share in enumerate(self.embed_recent.weight):
            start = recent - 1 - index
            x = x + spoken[line[:, start : start + count]] * share
        return x

    def visible(self, prompts: Tensor, answer_tokens: int) -> Tensor:
        """Which text tokens each text token may read: [rows, 1, text, text], padding of the question left out."""
        prompt_tokens = prompts.shape[1]
        length = prompt_tokens + answer_tokens
        causal = torch.ones(length, length, dtype=torch.bool).tril()
        spoken = torch.cat([prompts != self.config.padToken, torch.ones(len(prompts), answer_tokens, dtype=torch.bool)], 1)
        # A padded place reads itself, so that no row is empty; nothing reads it.
        return (causal & (spoken[:, None, None, :] | torch.eye(length, dtype=torch.bool)))

    def read(self, block: Block, x: Tensor, normed: Tensor, picture, text, mask: Tensor) -> Tensor:
        """A text block: rows of a group share the picture's keys, so all their queries are one matrix."""
        attention = block.self_attn
        q_image, q_text = F.linear(normed, attention.rows(0, 1)).split(attention.half, dim=-1)
        images = picture[0].shape[0]
        per_image = q_image.reshape(images, -1, attention.half)
        seen = F.scaled_dot_product_attention(split_heads(per_image, attention.head_width), *picture)
        said = F.scaled_dot_product_attention(split_heads(q_text, attention.head_width), *text, attn_mask=mask)
        both = torch.cat([merge_heads(seen).view_as(q_image), merge_heads(said)], dim=-1)
        return block.feed_forward(x + attention.o_proj(both))

    def answers_plain(self, pixels: Tensor, prompts: Tensor, answers: Tensor) -> Tensor:
        """Logits [answers, tokens, vocabulary]; pixels and prompts are repeated for each answer."""
        picture = self.picture(pixels)
        x = torch.cat([self.embed(prompts, 0), self.embed(answers, prompts.shape[1])], 1)
        mask = self.visible(prompts, answers.shape[1])
        for block in self.layers:
            normed = norm(x)
            text = block.self_attn.keys_values(normed, 1)
            x = self.read(block, x, normed, block.self_attn.keys_values(picture, 0), text, mask)
        return F.linear(norm(x[:, prompts.shape[1] :]), self.embed_tokens.weight)

    def answers_shared(self, pixels: Tensor, prompts: Tensor, answers: Tensor) -> Tensor:
        """The same; pixels and prompts are there once a group, answers group by group."""
        rows = len(answers) // len(prompts)
        prompt_tokens, tokens = prompts.shape[1], answers.shape[1]
        picture = self.picture(pixels)
        prompt, x = self.embed(prompts, 0), self.embed(answers, prompt_tokens)
        visible = self.visible(prompts, tokens)
        of_prompt = visible[:, :, :prompt_tokens, :prompt_tokens]
        of_answers = visible[:, :, prompt_tokens:].repeat_interleave(rows, 0)
        for index, block in enumerate(self.layers):
            attention = block.self_attn
            seen = attention.keys_values(picture, 0)
            normed = norm(prompt)
            said = attention.keys_values(normed, 1)
            if index + 1 < len(self.layers):
                prompt = self.read(block, prompt, normed, seen, said, of_prompt)
            normed = norm(x)
            own = attention.keys_values(normed, 1)
            text = [torch.cat([p.repeat_interleave(rows, 0), o], 2) for p, o in zip(said, own)]
            x = self.read(block, x, normed, seen, text, of_answers)
        return F.linear(norm(x), self.embed_tokens.weight)


def clipped_loss(logits: Tensor, batch: dict[str, Tensor], entropy_coefficient: float) -> tuple[Tensor, Tensor]:
    """GRPO with a clip of 0.2, summed with the weights of the tokens, and the log-probabilities."""
    logs = F.log_softmax(logits, -1)
    log_probability = logs.gather(-1, batch["targets"][..., None])[..., 0]
    entropy = -(logs.exp() * logs).sum(-1)
    ratio = (log_probability - batch["old"]).exp()
    advantage = batch["advantages"]
    policy_gradient = torch.maximum(-advantage * ratio, -advantage * ratio.clamp(0.8, 1.2))
    return ((policy_gradient - entropy_coefficient * entropy) * batch["share"]).sum(), log_probability
