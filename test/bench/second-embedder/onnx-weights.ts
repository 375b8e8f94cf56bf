import { readFile } from 'node:fs/promises'
import { float32Of, type SafeTensor } from '../../../scripts/setup/gguf/safetensors.ts'

/**
 * The weights of a BERT that PyTorch exported to ONNX, under PyTorch's names and shapes.
 *
 * Of onnx.proto (field numbers): ModelProto.graph 7; GraphProto.node 1, initializer 5; NodeProto.input 1, name 3,
 * op_type 4; TensorProto.dims 1, data_type 2, name 8, raw_data 9. The export keeps the names of all but the matrices:
 * those are turned and named after a number, and the multiplication that uses one says where it belongs.
 */
export async function readOnnxWeights(file: string): Promise<Map<string, SafeTensor>> {
  const weights = new Map<string, SafeTensor>()
  const places = new Map<string, string>()
  for (const model of fieldsOf(await readFile(file))) {
    if (model.field !== 7) continue
    for (const { field, bytes } of fieldsOf(model.bytes)) {
      if (field === 1) addPlace(places, bytes)
      if (field === 5) addWeight(weights, bytes)
    }
  }
  for (const [name, place] of places) {
    const turned = weights.get(name)
    if (!turned) continue
    weights.delete(name)
    weights.set(place, { ...transposed(turned), name: place })
  }
  return weights
}

/** `/encoder/layer.0/output/dense/MatMul` multiplies by `encoder.layer.0.output.dense.weight`. */
function addPlace(places: Map<string, string>, node: Uint8Array): void {
  const fields = [...fieldsOf(node)]
  const [, matrix] = fields.filter(({ field }) => field === 1)
  const name = textOf(fields.find(({ field }) => field === 3)?.bytes)
  const module = /^\/(.+)\/MatMul$/.exec(name)?.[1]
  if (matrix && module) places.set(textOf(matrix.bytes), `${module.replaceAll('/', '.')}.weight`)
}

const FLOAT = 1

function addWeight(weights: Map<string, SafeTensor>, tensor: Uint8Array): void {
  const shape: number[] = []
  let name = ''
  let type = 0
  let data: Uint8Array = none
  for (const { field, value, bytes } of fieldsOf(tensor)) {
    if (field === 1) shape.push(...(value === null ? packed(bytes) : [value]))
    if (field === 2) type = value ?? 0
    if (field === 8) name = textOf(bytes)
    if (field === 9) data = bytes
  }
  if (type === FLOAT) weights.set(name, { name, dtype: 'F32', shape, data })
}

function transposed(tensor: SafeTensor): SafeTensor {
  const [rows = 0, columns = 0] = tensor.shape
  const from = float32Of(tensor)
  const to = new Float32Array(from.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      to[column * rows + row] = from[row * columns + column] ?? 0
    }
  }
  return { ...tensor, shape: [columns, rows], data: new Uint8Array(to.buffer) }
}

interface Field {
  readonly field: number
  /** Of a varint; null where the field is bytes. */
  readonly value: number | null
  readonly bytes: Uint8Array
}

const none = new Uint8Array()

/** The fields of one protocol buffer message; fixed-width ones are passed over. */
function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0
  const next = () => {
    const [value, after] = varint(message, at)
    at = after
    return value
  }
  while (at < message.length) {
    const key = next()
    const field = Math.floor(key / 8)
    const wire = key % 8
    if (wire === 0) yield { field, value: next(), bytes: none }
    else if (wire === 1) at += 8
    else if (wire === 5) at += 4
    else if (wire === 2) {
      const length = next()
      yield { field, value: null, bytes: message.subarray(at, at + length) }
      at += length
    } else throw new Error(`not a protocol buffer: wire type ${wire}`)
  }
}

function packed(bytes: Uint8Array): number[] {
  const values: number[] = []
  for (let at = 0; at < bytes.length; ) {
    const [value, after] = varint(bytes, at)
    values.push(value)
    at = after
  }
  return values
}

function varint(bytes: Uint8Array, from: number): readonly [value: number, after: number] {
  let value = 0
  let scale = 1
  for (let at = from; ; at++) {
    const byte = bytes[at]
    if (byte === undefined) throw new Error('the protocol buffer is cut short')
    value += (byte & 127) * scale
    if (byte < 128) return [value, at + 1]
    scale *= 128
  }
}

const textOf = (bytes: Uint8Array = none): string => Buffer.from(bytes).toString('utf8')
