/**
 * `npm run -s bench -- tinker`: our client and policy against SkyRL's open server on this machine's CPU, with a tiny model of random weights.
 * The official Python SDK is the reference for requests and results; then a run of examples/tinker.json is killed in the middle, worker and
 * server. Prints one JSON object. The first time takes a download of 7 GB; REWARDMAP_SKYRL_PYTHON may name a Python that has it.
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

benchOptions('tinker');
const server = await SkyRlServer.open();
const site = await Site.open({ TINKER_BASE_URL: server.url });
try {
  const client = await sameAsSdk(server.url);
  const fleet = await site.startFleet('workflow', 'policy');
  const spec = parseSpec(curriculumSpec, { ...example, onDivergence: 'fail' });
  const run = await killedRun(spec, site, fleet, server);
  console.log(JSON.stringify({ bench: 'tinker', machine, client, run }, null, 2));
} finally {
  await site.close();
  await server.close();
}
