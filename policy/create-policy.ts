import type { AskedConfig } from './asked-policy.ts';
import type { ComputesOn } from './computes-on.ts';
import { PolicyError } from './errors.ts';
import { createOnnxPolicy } from './onnx-policy.ts';
import type { Policy } from './port.ts';
import { createRemotePolicy } from './remote/remote-policy.ts';
import { isRemote } from './remote/remote-config.ts';
import { isServed } from './served/served-config.ts';
import { createServedPolicy } from './served/served-policy.ts';

export interface PolicySettings {
  readonly config: AskedConfig;
  /** The text of a tokenizer.json. */
  readonly tokenizerJson: string;
  /** Of the embedded policy. */
  readonly threads: number;
}

/**
 * The policy of a configuration: embedded, or on a server, whose making `signal` gives up. Throws `PolicyServerRefused` where the process knows
 * of no server.
 */
export async function createPolicy(
  { config, tokenizerJson, threads }: PolicySettings,
  { device, server, chatServer }: ComputesOn,
  signal?: AbortSignal,
): Promise<Policy> {
  if (isServed(config)) {
    if (!chatServer) throw unnamed(`${config.model} on an OpenAI server`, 'OPENAI_BASE_URL', 'http://host:port/v1');
    return createServedPolicy({ config, tokenizerJson, server: chatServer });
  }
  if (!isRemote(config)) return createOnnxPolicy({ config, tokenizerJson, threads, device });
  if (!server) throw unnamed(`${config.baseModel} on a Tinker server`, 'TINKER_BASE_URL', 'http://host:port');
  return createRemotePolicy({ config, tokenizerJson, server, signal });
}

const unnamed = (policy: string, variable: string, form: string): PolicyError =>
  new PolicyError(
    'PolicyServerRefused',
    `The policy is ${policy}: ${variable} must name it for this worker, as ${form}.`,
  );
