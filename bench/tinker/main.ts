/**
 * `npm run -s bench -- tinker`: our client and policy against SkyRL's open server on this machine's CPU or, with `--gpu`, a CUDA
 * device. The model is a Qwen3 of random weights: a tiny one or, with `--released`, one of the shape of the 1.7B. The official Python SDK is the
 * reference for requests and results; then a run of examples/tinker.json is killed in the middle, worker and server. Prints one JSON object. The
 * first time takes a download of 7 GB; REWARDMAP_SKYRL_PYTHON may name a Python that has it.
 */
import example from '../../examples/tinker.json' with { type: 'json' };

import { parseSpec } from '../../activities/parse-spec.ts';
import { curriculumSpec } from '../../activities/spec.ts';
import { machine } from '../durability/machine.ts';
import { Site } from '../durability/site.ts';
import { benchOptions } from '../options.ts';
import { killedRun } from './killed-run.ts';
import { sameAsSdk } from './same-as-sdk.ts';
import { SkyRlServer } from './skyrl-server.ts';

/** Learning rates for wide layers: those of the example are a tiny model's. */
const gentler = {
  stages: example.stages.map((stage) => ({ ...stage, learningRate: 5e-4 })),
};
const { gpu, released } = benchOptions('tinker', 'gpu', 'released');
const server = await SkyRlServer.open({ gpu, released });
const site = await Site.open({ TINKER_BASE_URL: server.url });
try {
  const client = await sameAsSdk(server.url);
  const fleet = await site.startFleet('workflow', 'policy');
  const spec = parseSpec(curriculumSpec, { ...example, ...(released && gentler), onDivergence: 'fail' });
  const run = await killedRun(spec, site, fleet, server);
  console.log(JSON.stringify({ bench: 'tinker', machine, gpu, released, client, run }, null, 2));
} finally {
  await site.close();
  await server.close();
}
