import { expect, it } from 'vitest'
import { keepAliveMs } from '../../../src-main/engine/keep-alive.ts'

// The cases of envconfig/config_test.go in ollama/ollama.
it.each([
  [undefined, 300_000],
  ['', 300_000],
  ['1s', 1_000],
  ['1m', 60_000],
  ['1h2m3s', 3_723_000],
  ['1.5m', 90_000],
  ['250ms', 250],
  ['60', 60_000],
  [60, 60_000],
  [0, 0],
  ['0', 0],
  [-1, Number.POSITIVE_INFINITY],
  ['-1m', Number.POSITIVE_INFINITY],
])('reads %s as %d ms', (value, ms) => {
  expect(keepAliveMs(value)).toBe(ms)
})

it.each(['???', '1d', '5 m', 'm'])('refuses %s', (value) => {
  expect(() => keepAliveMs(value)).toThrow(expect.objectContaining({ status: 400 }))
})
