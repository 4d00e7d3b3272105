import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { pythonWith } from '../python-environment.ts';

const script = fileURLToPath(new URL('../torch/peer.py', import.meta.url));

/** PyPI's PyTorch brings its CUDA libraries. */
const pythonWithTorch = (): string =>
  pythonWith({
    requirements: new URL('../torch/requirements.txt', import.meta.url),
    name: 'torch',
    program: 'python3',
    variable: 'REWARDMAP_BENCH_PYTHON',
    brings: 'PyTorch and what it needs, 6 GB',
  });

export interface Peer {
  /** Sends a request and waits for its answer. Throws what the peer could not do. */
  readonly ask: (request: Readonly<Record<string, unknown>>) => Promise<Readonly<Record<string, number>>>;
  readonly close: () => void;
}

/** Starts bench/torch/peer.py, which does nothing between requests. */
export function startPeer(threads: number): Peer {
  const child = spawn(pythonWithTorch(), [script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: String(threads), OMP_WAIT_POLICY: 'PASSIVE', HF_HUB_OFFLINE: '1' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ask: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`the peer ended at ${JSON.stringify(request)}`);
      const answer = JSON.parse(value) as Record<string, number> & { error?: string };
      if (answer.error) throw new Error(`the peer: ${answer.error}`);
      return answer;
    },
    close: () => child.kill(),
  };
}
