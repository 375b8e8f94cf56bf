import { AppError } from '../base/app-error.ts'

/**
 * Vectors as a server sent them, one a text, checked: as many as texts, numbers that are finite, not all zero, of
 * one dimension. Throws EMBEDDING_INVALID that says which and why; nothing is filled in or left out.
 */
export function checkedVectors(sent: unknown, texts: number): readonly Float32Array[] {
  if (!Array.isArray(sent)) throw invalid('no list of vectors')
  if (sent.length !== texts) throw invalid(`${sent.length} vectors for ${texts} texts`)
  const vectors = sent.map((values: unknown, index) => checkedVector(values, index))
  const dimension = vectors[0]?.length
  const other = vectors.findIndex(({ length }) => length !== dimension)
  if (other >= 0) {
    throw invalid(`vector ${other} has ${vectors[other]?.length} numbers and the first has ${dimension}`)
  }
  return vectors
}

function checkedVector(values: unknown, index: number): Float32Array {
  if (!Array.isArray(values) || values.length === 0) throw invalid(`vector ${index} is empty or no list`)
  const vector = new Float32Array(values.length)
  let isZero = true
  for (const [at, value] of values.entries()) {
    // JSON has no NaN: servers send null for it.
    if (typeof value !== 'number') throw invalid(`vector ${index} holds something that is not a number`)
    vector[at] = value
    if (!Number.isFinite(vector[at])) throw invalid(`vector ${index} holds a number that is not finite`)
    if (value !== 0) isZero = false
  }
  if (isZero) throw invalid(`vector ${index} is all zeros`)
  return vector
}

/** The same direction at length 1, as a new vector. */
export function unitVector(vector: Float32Array): Float32Array {
  let sum = 0
  for (const value of vector) sum += value * value
  const length = Math.sqrt(sum)
  return vector.map((value) => value / length)
}

function invalid(what: string): AppError {
  return new AppError('EMBEDDING_INVALID', {
    message: `The embedding model's answer is not usable: ${what}.`,
  })
}
