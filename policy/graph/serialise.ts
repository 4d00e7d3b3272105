import protobuf from 'protobufjs/minimal.js';
import { type Attributes, elementTypeCodes, type Graph, type Node, type Tensor } from './graph.ts';

/** The ONNX format: numbers of the fields that we write, from onnx.proto3 (IR version 10, opset 21). */
type Writer = protobuf.Writer;
type Part = (writer: Writer) => void;

const IR_VERSION = 10;
const OPSETS = [
  ['', 21],
  ['com.microsoft', 1],
] as const;
const FLOAT_ATTRIBUTES = new Set(['alpha', 'beta', 'epsilon']);
const attributeTypes = { float: 1, int: 2, ints: 7 } as const;

const bytes = (field: number) => (field << 3) | 2;
const varint = (field: number) => field << 3;
const fixed32 = (field: number) => (field << 3) | 5;

const text =
  (field: number, value: string): Part =>
  (w) =>
    w.uint32(bytes(field)).string(value);
const integer =
  (field: number, value: number): Part =>
  (w) =>
    w.uint32(varint(field)).int64(value);
const message =
  (field: number, ...parts: readonly Part[]): Part =>
  (w) => {
    w.uint32(bytes(field)).fork();
    for (const part of parts) part(w);
    w.ldelim();
  };

/** The bytes of an ONNX model that computes `outputs`. Nodes and constants that they do not need are left out. */
export function serialise(graph: Graph, outputs: readonly Tensor[]): Uint8Array {
  const nodes = neededNodes(graph, outputs);
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const constants = [...graph.constants.values()].filter((constant) => used.has(constant));
  const inputs = graph.inputs.filter((input) => used.has(input));
  const body = [
    ...nodes.map((node) => message(1, ...nodeParts(graph, node))),
    text(2, 'policy'),
    ...constants.map((constant) => message(5, ...constantParts(constant))),
    ...inputs.map((input) => message(11, ...valueParts(input))),
    ...outputs.map((output) => message(12, ...valueParts(output))),
  ];
  const writer = protobuf.Writer.create();
  integer(1, IR_VERSION)(writer);
  message(7, ...body)(writer);
  for (const [domain, version] of OPSETS) message(8, text(1, domain), integer(2, version))(writer);
  return writer.finish();
}

function neededNodes(graph: Graph, outputs: readonly Tensor[]): readonly Node[] {
  const needed = new Set(outputs);
  const nodes = graph.nodes.toReversed().filter((node) => {
    const isNeeded = node.outputs.some((output) => needed.has(output));
    if (isNeeded) for (const input of node.inputs) needed.add(input);
    return isNeeded;
  });
  return nodes.toReversed();
}

const nodeParts = (graph: Graph, node: Node): readonly Part[] => [
  ...node.inputs.map((input) => text(1, input.name)),
  ...node.outputs.map((output) => text(2, output.name)),
  text(3, node.name),
  text(4, node.operator),
  ...attributeParts(node.attributes),
  text(7, graph.row(node.operator).domain ?? ''),
];

const attributeParts = (attributes: Attributes): readonly Part[] =>
  Object.entries(attributes).map(([name, value]) => {
    if (typeof value !== 'number')
      return message(5, text(1, name), ...value.map((n) => integer(8, n)), integer(20, attributeTypes.ints));
    if (!FLOAT_ATTRIBUTES.has(name))
      return message(5, text(1, name), integer(3, value), integer(20, attributeTypes.int));
    return message(5, text(1, name), (w) => w.uint32(fixed32(2)).float(value), integer(20, attributeTypes.float));
  });

const constantParts = ({ name, type, shape, elements }: Tensor): readonly Part[] => [
  ...shape.map((length) => integer(1, length)),
  integer(2, elementTypeCodes[type]),
  text(8, name),
  (w) => w.uint32(bytes(9)).bytes(rawBytes(elements)),
];

const valueParts = ({ name, type, shape }: Tensor): readonly Part[] => [
  text(1, name),
  message(
    2,
    message(1, integer(1, elementTypeCodes[type]), message(2, ...shape.map((n) => message(1, integer(1, n))))),
  ),
];

const rawBytes = (elements: Tensor['elements']): Uint8Array =>
  elements ? new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength) : new Uint8Array();
