import type { Patience } from '../http/patience.ts';
import { TinkerError } from './tinker-error.ts';
import { Transport, type TinkerServer } from './transport.ts';

const weights = /^tinker:\/\/(?<model>[\w:-]+)\/weights\/(?<name>[\w-]+)$/;

/** Has a server let go of weights that it saved under a path; one that has none of it has done so. Needs no session. */
export async function removeWeights(
  server: TinkerServer,
  path: string,
  { patience, signal }: { readonly patience: Patience; readonly signal: AbortSignal },
): Promise<void> {
  const { model, name } = weights.exec(path)?.groups ?? {};
  if (!model) throw new TinkerError('refused', `${JSON.stringify(path)} is no path of weights on a Tinker server.`);
  try {
    await new Transport(server, patience, signal).delete(`training_runs/${model}/checkpoints/weights/${name}`);
  } catch (error) {
    if (!(error instanceof TinkerError) || error.reason !== 'gone') throw error;
  }
}
