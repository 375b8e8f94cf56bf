import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { labelledPairs, readLabelledPairs } from '../../../../src-main/cache/calibration/labelled-pairs.ts'
import { silentLog } from '../../../fakes/silent-log.ts'
import { temporaryFolder } from '../../storage/temporary-folder.ts'

const log = silentLog().scope('calibration')
const shipped = resolve(import.meta.dirname, '../../../../resources/cache/labelled-pairs.json')

test('the app ships more than 250 pairs of each sort, no pair twice', () => {
  const { pairs } = readLabelledPairs(shipped, log)
  const count = (kind: string) => pairs.filter((pair) => pair.kind === kind).length
  expect(count('same')).toBeGreaterThan(250)
  expect(count('twin') + count('related')).toBeGreaterThan(250)
  expect(Math.min(count('twin'), count('related'))).toBeGreaterThan(150)
  expect(new Set(pairs.map(({ a, b }) => [a, b].sort().join('|'))).size).toBe(pairs.length)
  for (const { a, b } of pairs) expect(a).not.toBe(b)
})

test.each([
  ['missing', null],
  ['no JSON', '{'],
  ['without one kind', '{"about": "", "same": ["a | b"], "twin": ["a | b"]}'],
  ['with a line that is no pair', '{"about": "", "same": ["a"], "twin": ["a | b"], "related": ["a | b"]}'],
])('a file that is %s gives no pairs', (_name, text) => {
  const file = join(temporaryFolder(), 'pairs.json')
  if (text !== null) writeFileSync(file, text)
  expect(readLabelledPairs(file, log).pairs).toEqual([])
})

test('other pairs, or others in another place, have another digest', () => {
  const one = { kind: 'same', a: 'a', b: 'b' } as const
  const digests = [[one], [{ ...one, kind: 'twin' as const }], [{ ...one, b: 'c' }], [one, one], []]
  expect(new Set(digests.map((pairs) => labelledPairs(pairs).digest)).size).toBe(5)
  expect(labelledPairs([one]).digest).toBe(labelledPairs([{ ...one }]).digest)
})
