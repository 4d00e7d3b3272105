import { NoAccess } from './no-access.ts';
import { readTightFile } from './tight-file.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What processes are told in their environment and tell nobody; each may lie in a file instead, named by `<NAME>_FILE`. */
const secretNames = [
  'MINIO_ACCESS_KEY',
  'MINIO_SECRET_KEY',
  'TEMPORAL_API_KEY',
  'HF_TOKEN',
  'TINKER_API_KEY',
  'OPENAI_API_KEY',
  'REWARDMAP_CODEC_KEYS',
  'REWARDMAP_CODEC_TOKEN',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
] as const;

export type SecretName = (typeof secretNames)[number];

/**
 * The environment with the secrets that it names by file: `MINIO_SECRET_KEY_FILE` is the path of a file that holds MINIO_SECRET_KEY.
 * Throws `NoAccess` where such a file may be read by others, and where a secret is given both ways.
 */
export function withSecrets(environment: Environment): Environment {
  const found: Record<string, string | undefined> = { ...environment };
  for (const name of secretNames) {
    const variable = `${name}_FILE`;
    const file = environment[variable];
    if (!file) continue;
    if (environment[name]) throw new NoAccess(`${name} and ${variable} are both set: one of them is enough`);
    const secret = readTightFile(file, variable).trim();
    if (secret === '') throw new NoAccess(`${variable}: ${file} is empty`);
    found[name] = secret;
    delete found[variable];
  }
  return found;
}

/** The environment for a process that needs none of our secrets. */
export function withoutSecrets(environment: Environment): Environment {
  const kept: Record<string, string | undefined> = { ...environment };
  for (const name of secretNames) {
    delete kept[name];
    delete kept[`${name}_FILE`];
  }
  return kept;
}
