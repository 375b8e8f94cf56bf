import { writeFile } from 'node:fs/promises'
import type { GGUFTypedMetadata } from '@huggingface/gguf'

/** ggml's numbers for the types that we write. */
export const ggmlType = { F32: 0, F16: 1, Q8_0: 8 } as const

export interface GgufTensor {
  readonly name: string
  /** Innermost first, the reverse of PyTorch's shape. */
  readonly dims: readonly number[]
  readonly type: number
  readonly data: Uint8Array
}

// GGUF's default general.alignment.
const ALIGNMENT = 32

/** Writes a GGUF version 3 file: header, tensor infos, then each tensor's data on an aligned offset. */
export async function writeGguf(
  file: string,
  metadata: GGUFTypedMetadata,
  tensors: readonly GgufTensor[],
): Promise<void> {
  const { serializeGgufMetadata } = await import('@huggingface/gguf')
  // Alignment 1: the tensor infos follow the header directly, and only what follows them is padded.
  const header = serializeGgufMetadata(metadata, { alignment: 1 })
  const parts: Uint8Array[] = [header]
  let offset = 0
  for (const tensor of tensors) {
    parts.push(tensorInfo(tensor, offset))
    offset += padded(tensor.data.length)
  }
  const headerLength = parts.reduce((sum, part) => sum + part.length, 0)
  parts.push(new Uint8Array(padded(headerLength) - headerLength))
  for (const tensor of tensors) {
    parts.push(tensor.data, new Uint8Array(padded(tensor.data.length) - tensor.data.length))
  }
  await writeFile(file, parts)
}

function tensorInfo(tensor: GgufTensor, offset: number): Uint8Array {
  const name = Buffer.from(tensor.name)
  const info = Buffer.alloc(8 + name.length + 4 + 8 * tensor.dims.length + 4 + 8)
  let at = info.writeBigUInt64LE(BigInt(name.length), 0)
  at += name.copy(info, at)
  at = info.writeUInt32LE(tensor.dims.length, at)
  for (const dim of tensor.dims) at = info.writeBigUInt64LE(BigInt(dim), at)
  at = info.writeUInt32LE(tensor.type, at)
  info.writeBigUInt64LE(BigInt(offset), at)
  return info
}

function padded(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT
}
