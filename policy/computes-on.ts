import { deviceOf, type Device } from './device.ts';
import type { OpenAiServer } from './openai/client.ts';
import { tinkerServerOf } from './remote/tinker-server.ts';
import { openAiServerOf } from './served/openai-server.ts';
import type { TinkerServer } from './tinker/transport.ts';

/** What a process has to compute policies with. */
export interface ComputesOn {
  readonly device: Device;
  /** Undefined where it knows of none. */
  readonly server?: TinkerServer | undefined;
  /** The same of one for policies that are asked alone. */
  readonly chatServer?: OpenAiServer | undefined;
}

/**
 * What an environment gives a process: the device of `REWARDMAP_DEVICE`, the CPU where it names none, and servers. Throws `DeviceUnavailable` and
 * `PolicyServerRefused` where a setting cannot be used.
 */
export function computesOn(environment: Readonly<Record<string, string | undefined>>): ComputesOn {
  return {
    device: deviceOf(environment['REWARDMAP_DEVICE'] || 'cpu'),
    server: tinkerServerOf(environment),
    chatServer: openAiServerOf(environment),
  };
}
