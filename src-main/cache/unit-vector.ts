/** Scaled to length 1; null for what is no direction: empty, zero, or with a NaN or an infinity in it. */
export function unitVector(vector: Float32Array): Float32Array | null {
  let square = 0
  for (const value of vector) square += value * value
  if (!(square > 0 && Number.isFinite(square))) return null
  const scale = 1 / Math.sqrt(square)
  return Number.isFinite(scale) ? vector.map((value) => value * scale) : null
}
