import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Command } from 'commander';

import { codecKeys, codecVariable } from '../../access/codec-keys.ts';
import { payloadCodec } from '../../access/payload-codec.ts';
import { withSecrets, type Environment } from '../../access/secrets.ts';
import { codecListener } from '../codec-server.ts';
import { InputError } from './input-error.ts';
import { wholeNumber } from './whole-number.ts';

interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly ui: readonly string[];
}

const loopback = ['127.0.0.1', 'localhost', '[::1]', '::1'];
const usualPages = ['http://127.0.0.1:8233', 'http://localhost:8233'];

/** Serves the codec to Temporal's UI and command line until it is interrupted. */
export function codecServerCommand(): Command {
  return new Command('codec-server')
    .description(`Encrypts and decrypts payloads for Temporal's UI and command line, by the keys of ${codecVariable}.`)
    .option('--host <address>', 'where it listens; any but loopback needs REWARDMAP_CODEC_TOKEN', '127.0.0.1')
    .option('--port <number>', 'the port', wholeNumber(0, 65_535), 8_081)
    .option('--ui <origin...>', "origins of Temporal's UI, whose pages may ask", usualPages)
    .action(async (options: ServerOptions) => {
      const listener = listenerOf(options, withSecrets(process.env));
      const server = createServer({ requestTimeout: 30_000 }, listener).listen(options.port, options.host);
      await once(server, 'listening').catch((error: Error) => {
        throw new InputError(`--host ${options.host} --port ${options.port}: ${error.message}`);
      });
      const { port } = server.address() as AddressInfo;
      process.stdout.write(`codec server at http://${options.host}:${port}, for pages of ${options.ui.join(', ')}\n`);
      await Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)));
      server.close().closeAllConnections();
    });
}

function listenerOf({ host, ui }: ServerOptions, environment: Environment) {
  const keys = codecKeys(environment);
  if (!keys)
    throw new InputError(`${codecVariable}, or ${codecVariable}_FILE, must be set: \`codec-key\` makes such a file`);
  const token = environment['REWARDMAP_CODEC_TOKEN'] || undefined;
  const isLocal = loopback.includes(host);
  if (!isLocal && token === undefined)
    throw new InputError(`--host ${host}: whoever reaches it may decrypt: REWARDMAP_CODEC_TOKEN must be set`);
  const strange = ui.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (strange !== undefined) throw new InputError(`--ui ${strange}: must be an origin such as ${usualPages[0]}`);
  return codecListener({ codec: payloadCodec(keys), origins: ui, hosts: isLocal ? loopback : undefined, token });
}
