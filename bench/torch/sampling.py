"""Three ways to sample from the peer: a hand-written loop over a cache, the same with shared prefixes, and Hugging Face's generate."""

import torch
import torch.nn.functional as F
from torch import Tensor
from transformers import DynamicCache, GenerationMixin, PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import CausalLMOutputWithPast

from model import Policy, norm, split_heads


def drawn(logits: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """A token a row by the Gumbel trick, and its log-probability."""
    noise = -torch.empty_like(logits).exponential_(generator=generator).log()
    tokens = (logits + noise).argmax(-1)
    return tokens, F.log_softmax(logits, -1).gather(-1, tokens[:, None])[:, 0]


@torch.inference_mode()
def key_value_loop(policy: Policy, pixels: Tensor, prompts: Tensor, rows: int, tokens: int, shared: bool) -> Tensor:
    """Answers [groups * rows, tokens]. Not shared, each answer encodes its picture and its question."""
    config = policy.config
    if not shared:
        pixels, prompts, rows = pixels.repeat_interleave(rows, 0), prompts.repeat_interleave(rows, 0), 1
    generator = torch.Generator().manual_seed(1)
    count, prompt_tokens = len(prompts) * rows, prompts.shape[1]
    picture = policy.picture(pixels)
    prompt = policy.embed(prompts, 0)
    within = policy.visible(prompts, 0)
    layers = []
    for block in policy.layers:
        attention = block.self_attn
        seen = attention.keys_values(picture, 0)
        normed = norm(prompt)
        said = attention.keys_values(normed, 1)
        prompt = policy.read(block, prompt, normed, seen, said, within)
        cache = [x.new_empty(count, x.shape[1], prompt_tokens + tokens, x.shape[3]) for x in said]
        for kept, x in zip(cache, said):
            kept[:, :, :prompt_tokens] = x.repeat_interleave(rows, 0)
        layers.append((block, seen, cache))
    spoken = (prompts != config.padToken).repeat_interleave(rows, 0)
    mask = torch.cat([spoken, torch.ones(count, tokens, dtype=torch.bool)], 1)[:, None, None]
    before = policy.none_before(count)
    last = torch.full((count,), config.endToken)
    answers = []
    for place in range(tokens):
        x = policy.embed(last[:, None], prompt_tokens + place, before)
        before = torch.cat([before, last[:, None]], 1)[:, 1:]
        end = prompt_tokens + place + 1
        for block, seen, cache in layers:
            normed = norm(x)
            for kept, new in zip(cache, block.self_attn.keys_values(normed, 1)):
                kept[:, :, end - 1 : end] = new
            text = [kept[:, :, :end] for kept in cache]
            x = policy.read(block, x, normed, seen, text, mask[..., :end])
        last, _ = drawn(F.linear(norm(x[:, 0]), policy.embed_tokens.weight), generator)
        answers.append(last)
    return torch.stack(answers, 1)


class HubConfig(PretrainedConfig):
    model_type = "rewardmap-peer"


class HubPolicy(PreTrainedModel, GenerationMixin):
    """The peer behind transformers' generate: a row an answer, its own cache for the text half."""

    config_class = HubConfig
    main_input_name = "input_ids"
    _supports_cache_class = True
    _is_stateful = False

    def __init__(self, config: HubConfig, policy: Policy):
        super().__init__(config)
        self.policy = policy
        self.post_init()

    def _init_weights(self, module) -> None:
        """The weights are the checkpoint's."""

    def forward(self, input_ids, attention_mask=None, past_key_values=None, pixels=None, use_cache=True, **_):
        policy = self.policy
        done = past_key_values.get_seq_length()
        if done == 0:
            picture = policy.picture(pixels)
            self.seen = [block.self_attn.keys_values(picture, 0) for block in policy.layers]
        length = done + input_ids.shape[1]
        places = torch.arange(done, length)
        causal = places[:, None] >= torch.arange(length)[None]
        mask = causal & (attention_mask.bool()[:, None, None, :] | torch.eye(length, dtype=torch.bool)[done:])
        if done == 0:
            x = torch.cat([policy.embed(input_ids[:, :-1], 0), policy.embed(input_ids[:, -1:], length - 1)], 1)
            self.before = policy.none_before(len(input_ids))
        else:
            x = policy.embed(input_ids, done, self.before)
        self.before = torch.cat([self.before, input_ids], 1)[:, -policy.config.recent :]
        for index, block in enumerate(policy.layers):
            normed = norm(x)
            text = past_key_values.update(*block.self_attn.keys_values(normed, 1), index)
            x = policy.read(block, x, normed, self.seen[index], text, mask)
        return CausalLMOutputWithPast(logits=F.linear(norm(x[:, -1:]), policy.embed_tokens.weight), past_key_values=past_key_values)


@torch.inference_mode()
def hub_generate(policy: Policy, pixels: Tensor, prompts: Tensor, rows: int, tokens: int) -> Tensor:
    """Answers by transformers' generate. The start token is the last of the prompt; the first answer token follows it."""
    config = policy.config
    hub = HubPolicy(HubConfig(vocab_size=config.vocabulary, num_hidden_layers=config.depth), policy).eval()
    prompts = prompts.repeat_interleave(rows, 0)
    start = torch.full((len(prompts), 1), config.endToken)
    output = hub.generate(
        input_ids=torch.cat([prompts, start], 1),
        attention_mask=torch.cat([(prompts != config.padToken).long(), torch.ones_like(start)], 1),
        pixels=pixels.repeat_interleave(rows, 0),
        past_key_values=DynamicCache(),
        do_sample=True,
        temperature=1.0,
        top_k=0,
        top_p=1.0,
        max_new_tokens=tokens,
        min_new_tokens=tokens,
        eos_token_id=None,
        pad_token_id=config.padToken,
    )
    return output[:, prompts.shape[1] + 1 :]
