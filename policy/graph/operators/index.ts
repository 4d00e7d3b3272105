import { Graph, type OperatorTable } from '../graph.ts';
import { elementwiseOperators } from './elementwise.ts';
import { layoutOperators } from './layout.ts';
import { productOperators } from './products.ts';
import { reductionOperators } from './reductions.ts';

/** Every operator that a graph may use. A new one is one row here, with the ONNX operator's name, and one line in its test. */
export const operators: OperatorTable = {
  ...elementwiseOperators,
  ...productOperators,
  ...layoutOperators,
  ...reductionOperators,
};

export const newGraph = (): Graph => new Graph(operators);
