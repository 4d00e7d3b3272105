/** Sizes of the embedded policy. Plain data: it is stored with every run and in every checkpoint. */
export interface PolicyConfig {
  /** Picture size in pixels; both are multiples of `patch`. */
  readonly imageWidth: number;
  readonly imageHeight: number;
  /** Side of a square patch in pixels. One patch becomes one image token. */
  readonly patch: number;
  /** Width of the residual stream. */
  readonly width: number;
  readonly depth: number;
  /** Blocks of the vision tower, which image tokens pass before any text reads them. */
  readonly visionDepth: number;
  /** An even number: half of a text token's heads read the image, half read the text. */
  readonly heads: number;
  /** Text tokens before each one that its embedding holds a part of; 0 for none. */
  readonly recent: number;
  readonly patchHidden: number;
  readonly mlpHidden: number;
  /** Tokens of the vocabulary, specials included. */
  readonly vocabulary: number;
  readonly maxPromptTokens: number;
  readonly maxAnswerTokens: number;
  /** Token that fills a prompt up to its full length; never read. */
  readonly padToken: number;
  /** Token that ends an answer; it also stands before its first token. */
  readonly endToken: number;
}

const common = {
  imageWidth: 128,
  imageHeight: 144,
  patch: 16,
  recent: 3,
  maxPromptTokens: 16,
  maxAnswerTokens: 48,
  padToken: 0,
  endToken: 1,
} as const;

/** Sizes with a name: `tiny` has about 1.2 million parameters, `small` about 11 million. The vocabulary is the tokenizer's. */
const presets = {
  tiny: { ...common, width: 128, depth: 3, visionDepth: 2, heads: 4, patchHidden: 192, mlpHidden: 512 },
  small: { ...common, width: 384, depth: 4, visionDepth: 2, heads: 6, patchHidden: 384, mlpHidden: 1536 },
} as const satisfies Readonly<Record<string, Omit<PolicyConfig, 'vocabulary'>>>;
export type PolicyPreset = keyof typeof presets;
export const policyPresets = Object.keys(presets) as readonly PolicyPreset[];

export const presetPolicy = (preset: PolicyPreset, vocabulary: number): PolicyConfig => ({
  ...presets[preset],
  vocabulary,
});

/** Image tokens of a picture, and the numbers in each. */
export function patchGrid(config: PolicyConfig): { rows: number; columns: number; count: number; values: number } {
  const rows = config.imageHeight / config.patch;
  const columns = config.imageWidth / config.patch;
  return { rows, columns, count: rows * columns, values: config.patch * config.patch * 3 };
}

const laws: readonly (readonly [string, (config: PolicyConfig) => boolean])[] = [
  [
    'imageWidth and imageHeight must be multiples of patch',
    (c) => c.imageWidth % c.patch === 0 && c.imageHeight % c.patch === 0,
  ],
  ['heads must be even and divide width', (c) => c.heads % 2 === 0 && c.width % c.heads === 0],
  [
    'padToken and endToken must be two tokens of the vocabulary',
    (c) => c.padToken !== c.endToken && [c.padToken, c.endToken].every((token) => token >= 0 && token < c.vocabulary),
  ],
];

/** Throws, naming the field, where the sizes of a policy do not fit each other. */
export function checkPolicyConfig(config: PolicyConfig): void {
  for (const field of Object.keys(presetPolicy('tiny', 0)))
    if (!(field in config)) throw new Error(`policy.${field} is missing`);
  for (const [field, value] of Object.entries(config))
    if (!Number.isInteger(value) || value < 0) throw new Error(`policy.${field} must be a whole number (got ${value})`);
  for (const [law, holds] of laws)
    if (!holds(config)) throw new Error(`policy: ${law} (got ${JSON.stringify(config)})`);
}
