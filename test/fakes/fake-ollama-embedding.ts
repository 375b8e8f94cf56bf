import { createHash } from 'node:crypto'

/**
 * A vector of a text that depends on nothing but its words: each word adds to two places of its own, so that texts
 * that share words point the same way. Not of unit length. For tests that need vectors and no model.
 */
export function hashEmbedding(text: string, dimension = 8): number[] {
  const vector = new Array<number>(dimension).fill(0)
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    const hash = createHash('sha1').update(word).digest()
    for (const at of [0, 4]) {
      const place = hash.readUInt32LE(at) % dimension
      vector[place] = (vector[place] ?? 0) + ((hash[at + 8] ?? 0) % 2 === 0 ? 1 : -1)
    }
  }
  // Words may cancel each other out; a vector of zeros would be no embedding.
  if (!vector.some(Boolean)) vector[0] = 1
  return vector
}
