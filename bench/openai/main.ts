/**
 * `npm run -s bench -- openai`: our client, the token counts and an evaluation of examples/evaluation-openai.json through `transformers serve`
 * on this machine's CPU, with a tiny Qwen2.5-VL of random weights; the policy worker is killed in the middle. Prints one JSON object. The
 * first time takes a download of 6 GB; REWARDMAP_TRANSFORMERS_PYTHON may name a Python that has it.
 */
import example from '../../examples/evaluation-openai.json' with { type: 'json' };

import { evaluationSpec } from '../../activities/evaluation-spec.ts';
import { parseSpec } from '../../activities/parse-spec.ts';
import { machine } from '../durability/machine.ts';
import { benchOptions } from '../options.ts';
import { killedEvaluation } from './killed-evaluation.ts';
import { TransformersServer } from './transformers-server.ts';
import { whatItGives } from './what-it-gives.ts';

benchOptions('openai');
const server = await TransformersServer.open();
try {
  const spec = parseSpec(evaluationSpec, example);
  const client = await whatItGives(server.url, new URL('../../policy/base/openai-tiny/', import.meta.url));
  const evaluation = await killedEvaluation(spec, server);
  console.log(JSON.stringify({ bench: 'openai', machine, client, evaluation }, null, 2));
} finally {
  await server.close();
}
