import { PolicyError } from '../errors.ts';

/** Reads a file of a model's folder; undefined where it is not there. */
export type ReadFile = (name: string) => Promise<string | undefined>;

interface Named {
  readonly name: string;
  readonly template: string;
}

/** `chat_template` of a JSON file: a text, or several with names, of which `default` is taken. */
function templateIn(name: string, text: string): string | undefined {
  try {
    const { chat_template: stated } = JSON.parse(text) as { readonly chat_template?: string | readonly Named[] | null };
    if (stated === undefined || stated === null) return undefined;
    return typeof stated === 'string' ? stated : stated.find((each) => each.name === 'default')?.template;
  } catch {
    throw new PolicyError('BadPolicyFile', `${name} is no JSON.`);
  }
}

/** Where models have their template, the first of them that is there before the others. */
const places: Readonly<Record<string, (text: string, name: string) => string | undefined>> = {
  'chat_template.jinja': (text) => text,
  'chat_template.json': (text, name) => templateIn(name, text),
  'tokenizer_config.json': (text, name) => templateIn(name, text),
};

/** The chat template of a model's folder. Throws `BadPolicyFile` where it has none. */
export async function templateOf(readFile: ReadFile): Promise<string> {
  for (const [name, templateFrom] of Object.entries(places)) {
    const text = await readFile(name);
    const template = text === undefined ? undefined : templateFrom(text, name);
    if (template !== undefined) return template;
  }
  throw new PolicyError('BadPolicyFile', `No chat template is in ${Object.keys(places).join(', ')}.`);
}
