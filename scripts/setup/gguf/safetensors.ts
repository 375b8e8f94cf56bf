import { readFile } from 'node:fs/promises'

/** One array of a safetensors file; `data` is a view of the file's bytes. */
export interface SafeTensor {
  readonly name: string
  readonly dtype: string
  /** Row-major, outermost first, as in PyTorch. */
  readonly shape: readonly number[]
  readonly data: Uint8Array
}

interface HeaderEntry {
  dtype: string
  shape: number[]
  data_offsets: [number, number]
}

/** Reads a safetensors file: an 8-byte length, a JSON header of that length, then the data. */
export async function readSafetensors(file: string): Promise<Map<string, SafeTensor>> {
  const bytes = await readFile(file)
  if (bytes.length < 8) throw new Error('not a safetensors file: too short')
  const length = Number(bytes.readBigUInt64LE(0))
  const start = 8 + length
  if (start > bytes.length) throw new Error('not a safetensors file: its header is cut short')
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, HeaderEntry>
  const tensors = new Map<string, SafeTensor>()
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue
    const [from, to] = entry.data_offsets
    if (start + to > bytes.length) throw new Error(`the safetensors file is cut short in ${name}`)
    tensors.set(name, {
      name,
      dtype: entry.dtype,
      shape: entry.shape,
      data: bytes.subarray(start + from, start + to),
    })
  }
  return tensors
}

/** The numbers of a float32 tensor, copied so that they are aligned. */
export function float32Of(tensor: SafeTensor): Float32Array {
  if (tensor.dtype !== 'F32') throw new Error(`${tensor.name} is ${tensor.dtype}, not F32`)
  // Not slice(): of a Buffer that is a view, and may lie anywhere.
  return new Float32Array(new Uint8Array(tensor.data).buffer)
}
