import type { BaseConfig } from './base-policy.ts';
import type { Device } from './device.ts';
import { PolicyError } from './errors.ts';
import { createOnnxPolicy } from './onnx-policy.ts';
import type { Policy } from './port.ts';
import { createRemotePolicy } from './remote/remote-policy.ts';
import { isRemote } from './remote/remote-config.ts';
import type { TinkerServer } from './tinker/transport.ts';

/** What a process has to compute policies with. */
export interface ComputesOn {
  readonly device: Device;
  /** Undefined where it knows of none. */
  readonly server?: TinkerServer | undefined;
}

export interface PolicySettings {
  readonly config: BaseConfig;
  /** The text of a tokenizer.json. */
  readonly tokenizerJson: string;
  /** Of the embedded policy. */
  readonly threads: number;
}

/** The policy of a configuration: embedded, or on a server. Throws `PolicyServerRefused` where the process knows of none. */
export async function createPolicy(
  { config, tokenizerJson, threads }: PolicySettings,
  { device, server }: ComputesOn,
): Promise<Policy> {
  if (!isRemote(config)) return createOnnxPolicy({ config, tokenizerJson, threads, device });
  if (!server)
    throw new PolicyError(
      'PolicyServerRefused',
      `The policy is ${config.baseModel} on a Tinker server: TINKER_BASE_URL must name it for this worker, as http://host:port.`,
    );
  return createRemotePolicy({ config, tokenizerJson, server });
}
