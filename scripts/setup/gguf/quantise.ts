/** IEEE half precision of a number, as its 16 bits, rounded to nearest, ties to even. */
export function halfBits(value: number): number {
  float[0] = value
  const bits = word[0] ?? 0
  const sign = (bits >>> 16) & 0x8000
  const exponent = (bits >>> 23) & 0xff
  const mantissa = bits & 0x7fffff
  if (exponent === 0xff) return sign | 0x7c00 | (mantissa ? 0x200 : 0)
  const shifted = exponent - 112
  if (shifted >= 31) return sign | 0x7c00
  if (shifted > 0) return sign | roundShift((shifted << 23) | mantissa, 13)
  // Below 2^-14 a half has no leading one of its own: the number is shifted further instead.
  if (shifted < -10) return sign
  return sign | roundShift(mantissa | 0x800000, 14 - shifted)
}

/** A whole array as half precision: ggml type F16. */
export function toF16(values: Float32Array): Uint8Array {
  const halves = new Uint16Array(values.length)
  for (let i = 0; i < values.length; i++) halves[i] = halfBits(values[i] ?? 0)
  return new Uint8Array(halves.buffer)
}

/**
 * A whole array as ggml type Q8_0: blocks of 32 numbers, each a half-precision scale and 32 signed bytes.
 *
 * As quantize_row_q8_0_ref in ggml-quants.c; float32 arithmetic is rounded step by step as C does it.
 */
export function toQ8(values: Float32Array): Uint8Array {
  const block = 32
  if (values.length % block !== 0)
    throw new Error(`Q8_0 takes multiples of ${block} numbers, got ${values.length}`)
  const out = new Uint8Array((values.length / block) * (block + 2))
  for (let from = 0, to = 0; from < values.length; from += block, to += block + 2) {
    let largest = 0
    for (let i = 0; i < block; i++) largest = Math.max(largest, Math.abs(values[from + i] ?? 0))
    const scale = Math.fround(largest / 127)
    const inverse = scale === 0 ? 0 : Math.fround(1 / scale)
    const half = halfBits(scale)
    out[to] = half & 0xff
    out[to + 1] = half >>> 8
    for (let i = 0; i < block; i++) {
      const scaled = Math.fround((values[from + i] ?? 0) * inverse)
      // C's roundf goes away from zero at a half; Math.round goes up.
      out[to + 2 + i] = Math.sign(scaled) * Math.round(Math.abs(scaled))
    }
  }
  return out
}

const float = new Float32Array(1)
const word = new Uint32Array(float.buffer)

function roundShift(bits: number, by: number): number {
  const kept = bits >>> by
  const rest = bits & ((1 << by) - 1)
  const half = 1 << (by - 1)
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept
}
