"""What the official SDK sends and gets: reads {"url", "model", "bodies": [base64]} on stdin, writes one JSON object on stdout."""

import base64
import json
import os
import sys

os.environ.setdefault("TINKER_API_KEY", "tml-none")
import tinker
from tinker import types
from tinker.proto import tinker_public_pb2 as pb
from tinker.proto.request_conv import forward_backward_request_to_proto

asked = json.load(sys.stdin)
text = types.ModelInput.from_ints
adam = types.AdamParams(learning_rate=1e-2, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.01, grad_clip_norm=1.0)


def floats(values):
    return types.TensorData(data=values, dtype="float32", shape=[len(values)])


def ints(values):
    return types.TensorData(data=values, dtype="int64", shape=[len(values)])


supervised = [
    types.Datum(
        model_input=text([5, 6, 7, 8]),
        loss_fn_inputs={"target_tokens": ints([6, 7, 8, 9]), "weights": floats([0, 0, 1, 0.5])},
    ),
    types.Datum(
        model_input=text([9, 8]), loss_fn_inputs={"target_tokens": ints([8, 7]), "weights": floats([1, 1])}
    ),
]
rewarded = [
    types.Datum(
        model_input=text([5, 6, 7, 8]),
        loss_fn_inputs={
            "target_tokens": ints([6, 7, 8, 9]),
            "logprobs": floats([0, -4, -5, -6.5]),
            "advantages": floats([0, 1, -1, 0.5]),
        },
    )
]
pictured = types.Datum(
    model_input=types.ModelInput(
        chunks=[
            types.EncodedTextChunk(tokens=[1, 2]),
            types.ImageChunk(data=bytes(range(256)), format="png", expected_tokens=3),
            types.EncodedTextChunk(tokens=[3]),
        ]
    ),
    loss_fn_inputs={
        "target_tokens": ints([2, 0, 0, 0, 3, 4]),
        "logprobs": floats([0, 0, 0, 0, -1.5, -2.25]),
        "advantages": floats([0, 0, 0, 0, 0.1, -0.1]),
    },
)
clip = {"clip_low_threshold": 0.8, "clip_high_threshold": 1.28}


def same_bodies():
    """Whether our bodies are, field by field, what the SDK makes of the same requests."""
    wanted = [
        (supervised, "cross_entropy", None, 1),
        (rewarded, "ppo", clip, 2),
        ([pictured], "importance_sampling", None, 3),
    ]
    for body, (data, loss, config, seq_id) in zip(asked["bodies"], wanted, strict=True):
        ours = pb.ForwardBackwardRequest.FromString(base64.b64decode(body))
        inner = types.ForwardBackwardInput(data=data, loss_fn=loss, loss_fn_config=config)
        request = types.ForwardBackwardRequest(forward_backward_input=inner, model_id="model_0", seq_id=seq_id)
        if ours != forward_backward_request_to_proto(request):
            return False
    return True


service = tinker.ServiceClient(base_url=asked["url"])
model = service.create_lora_training_client(
    base_model=asked["model"], rank=8, seed=3, train_mlp=True, train_attn=True, train_unembed=False
)
found = {}


def passed(output):
    return [datum["logprobs"].tolist() for datum in output.loss_fn_outputs]


found["supervised"] = passed(model.forward_backward(supervised, "cross_entropy").result())
found["step"] = model.optim_step(adam).result().metrics
found["sampled_importance"] = passed(model.forward_backward(rewarded, "importance_sampling").result())
model.optim_step(adam).result()
found["clipped"] = passed(model.forward_backward(rewarded, "ppo", clip).result())
found["clipped_step"] = model.optim_step(adam).result().metrics
found["forward"] = passed(model.forward(supervised, "cross_entropy").result())
sampler = service.create_sampling_client(model_path=model.save_weights_for_sampler("sampler").result().path)
params = types.SamplingParams(max_tokens=6, seed=11, temperature=1.0, stop=[1])
sequences = sampler.sample(text([5, 6, 7]), 2, params).result().sequences
found["sampled"] = [
    {"tokens": list(each.tokens), "logprobs": list(each.logprobs), "stop": each.stop_reason} for each in sequences
]
found["prompt"] = [value for value in sampler.compute_logprobs(text([5, 6, 7, 8])).result() if value is not None]
base = service.create_sampling_client(base_model=asked["model"])
found["base"] = [value for value in base.compute_logprobs(text([5, 6, 7, 8])).result() if value is not None]
other = service.create_training_client_from_state_with_optimizer(model.save_state("state").result().path)
found["loaded"] = passed(other.forward_backward(supervised, "cross_entropy").result())
found["loaded_step"] = other.optim_step(adam).result().metrics
print(json.dumps({"requests": same_bodies(), "found": found}))
os._exit(0)
