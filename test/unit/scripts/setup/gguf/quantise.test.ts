import fc from 'fast-check'
import { expect, test } from 'vitest'
import { halfBits, toF16, toQ8 } from '../../../../../scripts/setup/gguf/quantise.ts'

test.each([
  [0, 0x0000],
  [-0, 0x8000],
  [1, 0x3c00],
  [-2, 0xc000],
  [65_504, 0x7bff],
  [65_520, 0x7c00],
  [Number.POSITIVE_INFINITY, 0x7c00],
  [2 ** -14, 0x0400],
  [2 ** -24, 0x0001],
  [2 ** -25, 0x0000],
  [2 ** -26, 0x0000],
  // Halfway between two halves: to the even one, down and up.
  [1 + 2 ** -11, 0x3c00],
  [1 + 3 * 2 ** -11, 0x3c02],
])('%d is %d as a half', (value, bits) => {
  expect(halfBits(value)).toBe(bits)
})

test('a half is never further from the number than half a step of its own', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, min: -65_504, max: 65_504 }), (value) => {
      const error = Math.abs(asNumber(halfBits(value)) - value)
      const step = Math.max(2 ** -24, 2 ** (Math.floor(Math.log2(Math.abs(value) || 1e-30)) - 10))
      return error <= step / 2
    }),
  )
})

test('an array is its halves, little end first', () => {
  expect([...toF16(Float32Array.of(1, -2))]).toEqual([0x00, 0x3c, 0x00, 0xc0])
})

test('a block of Q8_0 is a scale and 32 bytes, within half a step of the numbers', () => {
  const values = Float32Array.from({ length: 64 }, (_, i) => (i < 32 ? i / 4 - 4 : 0))
  const bytes = toQ8(values)
  expect(bytes).toHaveLength(2 * 34)
  const scale = asNumber((bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8))
  expect(scale).toBeCloseTo(4 / 127, 4)
  const signed = new Int8Array(bytes.buffer)
  for (let i = 0; i < 32; i++) {
    expect(Math.abs((signed[2 + i] ?? 0) * scale - (values[i] ?? 0))).toBeLessThan(scale * 0.6)
  }
  // Zeros have a scale of zero and must not become anything else.
  expect([...bytes.subarray(34)]).toEqual(new Array(34).fill(0))
})

test('Q8_0 refuses what does not fill its blocks', () => {
  expect(() => toQ8(new Float32Array(33))).toThrow('multiples of 32')
})

function asNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >>> 10) & 0x1f
  const mantissa = bits & 0x3ff
  if (exponent === 0x1f) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1024 + mantissa) * 2 ** (exponent - 25)
}
