import { describe, expect, test } from 'vitest'
import { residentBytes } from '../../../src-main/diagnostics/index.ts'

describe('a process', () => {
  test('tells its resident bytes, and nothing once it is gone', () => {
    expect(residentBytes(process.pid)).toBeGreaterThan(10_000_000)
    expect(residentBytes(2 ** 30)).toBeNull()
  })

  test.runIf(process.platform === 'linux')('of another tells plausible bytes', () => {
    expect(residentBytes(process.ppid)).toBeGreaterThan(100_000)
  })
})
