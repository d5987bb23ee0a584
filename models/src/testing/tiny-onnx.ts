/** ONNX protobuf (onnx/onnx.proto, IR 8, opset 13) of one float32 node `output = op(input, input)` over any NCHW shape. */
export function tinyOnnx(op: 'Add' | 'Mul'): Uint8Array {
  const text = (value: string) => [...new TextEncoder().encode(value)];
  const field = (number: number, bytes: readonly number[]) => [(number << 3) | 2, bytes.length, ...bytes];
  const varint = (number: number, value: number) => [number << 3, value];
  const dimension = (name: string) => field(1, field(2, text(name)));
  const shape = field(2, ['n', 'c', 'h', 'w'].flatMap(dimension));
  const value = (name: string) => [...field(1, text(name)), ...field(2, field(1, [...varint(1, 1), ...shape]))];
  const node = [...field(1, text('input')), ...field(1, text('input')), ...field(2, text('output')), ...field(4, text(op))];
  const graph = [...field(1, node), ...field(2, text('tiny')), ...field(11, value('input')), ...field(12, value('output'))];
  return Uint8Array.from([...varint(1, 8), ...field(7, graph), ...field(8, varint(2, 13))]);
}
