/**
 * `npm run -s bench -- openai`: our client, the token counts and an evaluation of examples/evaluation-openai.json through `transformers serve`
 * on this machine's CPU or, with `--gpu`, a CUDA device. The model is a Qwen2.5-VL of random weights: a tiny one or, with `--released`, one of
 * the shape of the 3B. The policy worker is killed in the middle. Prints one JSON object. The first time takes a download of 6 GB;
 * REWARDMAP_TRANSFORMERS_PYTHON may name a Python that has it.
 */
import example from '../../examples/evaluation-openai.json' with { type: 'json' };

import { evaluationSpec } from '../../activities/evaluation-spec.ts';
import { parseSpec } from '../../activities/parse-spec.ts';
import { machine } from '../durability/machine.ts';
import { benchOptions } from '../options.ts';
import { killedEvaluation } from './killed-evaluation.ts';
import { TransformersServer } from './transformers-server.ts';
import { whatItGives } from './what-it-gives.ts';

const { gpu, released } = benchOptions('openai', 'gpu', 'released');
const server = await TransformersServer.open({ gpu, released });
try {
  const spec = parseSpec(evaluationSpec, example);
  const client = await whatItGives(server.url, new URL('../../policy/base/openai-tiny/', import.meta.url));
  const evaluation = await killedEvaluation(spec, server);
  console.log(JSON.stringify({ bench: 'openai', machine, gpu, released, client, evaluation }, null, 2));
} finally {
  await server.close();
}
