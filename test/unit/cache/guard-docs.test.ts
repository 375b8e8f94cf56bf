import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { guard, guardRules } from '../../../src-main/cache/index.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/semantic-cache.md'), 'utf8')
const rows = [...page.matchAll(/^\| `(\w+)` \| (.+?) \| (.+?) · (.+?) \|$/gm)].map(
  ([, name = '', reason = '', a = '', b = '']) => ({ name, reason, a, b }),
)

describe('the page on the cache', () => {
  it('names every rule of the guard, in the order in which they are asked, with its reason', () => {
    expect(rows.map(({ name, reason }) => [name, reason])).toEqual(
      guardRules.map(({ name, reason }) => [name, reason]),
    )
  })

  it.each(rows)('shows for $name a pair that this rule rejects', ({ name, a, b }) => {
    expect(guard(a, b)?.rule).toBe(name)
  })
})
