/** Of unit vectors: their cosine. */
export function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0
  for (let at = 0; at < one.length; at++) sum += (one[at] ?? 0) * (other[at] ?? 0)
  return sum
}

/** From -1 to 1; 0 where one of them has no direction. */
export function cosine(one: Float32Array, other: Float32Array): number {
  return dot(one, other) / (Math.sqrt(dot(one, one) * dot(other, other)) || 1)
}
