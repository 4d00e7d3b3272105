import ort from 'onnxruntime-node';
import type { Elements, ElementType, Graph, Tensor } from './graph.ts';
import { serialise } from './serialise.ts';
import { sizeOf } from './shape.ts';

/** A graph that is ready to run: named inputs to named outputs, all of fixed shape. */
export interface Program<Output extends string> {
  /**
   * Runs the graph. Inputs are read where they lie, without a copy. Outputs are written into the arrays of `into`
   * where given, else into new ones. Blocks the thread while it computes.
   */
  readonly run: (
    inputs: Readonly<Record<string, Elements>>,
    into?: Readonly<Partial<Record<Output, Float32Array>>>,
  ) => Promise<Readonly<Record<Output, Float32Array>>>;
  readonly release: () => Promise<void>;
}

/** Options that were measured on shared cores; a fixed thread count is part of what makes results repeatable. */
const sessionOptions = (threads: number): ort.InferenceSession.SessionOptions => ({
  executionProviders: ['cpu'],
  executionMode: 'sequential',
  graphOptimizationLevel: 'basic',
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  enableMemPattern: false,
  logSeverityLevel: 3,
  extra: { session: { 'intra_op.allow_spinning': '0' } },
});

/** Makes a program of the part of a graph that computes `outputs`. */
export async function compile<Output extends string>(
  graph: Graph,
  outputs: Readonly<Record<Output, Tensor>>,
  threads: number,
): Promise<Program<Output>> {
  const named = Object.entries(outputs) as [Output, Tensor][];
  const distinct = [...new Set(named.map(([, tensor]) => tensor))];
  const session = await ort.InferenceSession.create(serialise(graph, distinct), sessionOptions(threads));
  const used = new Set(session.inputNames);
  const inputs = graph.inputs.filter((input) => used.has(input.name));
  return {
    run: async (elements, into) => {
      const results = named.map(([name, { shape }]) => into?.[name] ?? new Float32Array(sizeOf(shape)));
      const fetched = distinct.map((tensor) => results[named.findIndex(([, output]) => output === tensor)]);
      const feeds = inputs.map((input) => [input.name, toOrt(input, elements[input.name])] as const);
      const fetches = distinct.map((tensor, index) => [tensor.name, toOrt(tensor, fetched[index])] as const);
      await session.run(Object.fromEntries(feeds), Object.fromEntries(fetches));
      for (const [index, [, tensor]] of named.entries()) {
        const array = fetched[distinct.indexOf(tensor)];
        if (array && array !== results[index]) results[index]?.set(array);
      }
      return Object.fromEntries(named.map(([name], index) => [name, results[index]])) as Record<Output, Float32Array>;
    },
    release: () => session.release(),
  };
}

function toOrt({ name, type, shape }: Tensor, elements: Elements | undefined): ort.Tensor {
  if (elements?.length !== sizeOf(shape))
    throw new Error(
      `${name} needs ${type}[${shape}], that is ${sizeOf(shape)} values (got ${elements?.length ?? 'none'})`,
    );
  return new ort.Tensor(type satisfies ElementType, elements as Float32Array, shape);
}
