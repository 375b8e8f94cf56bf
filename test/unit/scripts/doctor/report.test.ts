import { expect, test } from 'vitest'
import { type Check, examine, isUsable, type Verdict } from '../../../../scripts/doctor/check.ts'
import { reportJson, reportLines } from '../../../../scripts/doctor/print.ts'
import { partCheck } from '../../../../scripts/doctor/set-up-parts.ts'

const says = (name: string, verdict: Verdict): Check => ({ name, run: async () => verdict })
const fine = says('Node', { level: 'ok', detail: '24' })
const less = says('display', { level: 'warn', detail: 'none', fix: 'xvfb-run npm start' })
const gone = says('embedder', { level: 'missing', detail: 'not there', fix: 'npm run postinstall' })
const dead = says('SQLite', { level: 'missing', detail: 'does not load', fix: 'npm ci', essential: true })

test('a line for each finding, in order, with the command that mends it', async () => {
  expect(reportLines(await examine([fine, less, gone]), false)).toEqual([
    'ok       Node      24',
    'warn     display   none',
    '                   → xvfb-run npm start',
    'missing  embedder  not there',
    '                   → npm run postinstall',
    '',
    'Alcove can be used: 1 ok, 1 to know, 1 missing.',
  ])
})

test('is usable without a model, and not without its database', async () => {
  expect(isUsable(await examine([fine, gone]))).toBe(true)
  expect(isUsable(await examine([fine, dead]))).toBe(false)
  expect(reportLines(await examine([dead]), false).at(-1)).toBe(
    'Alcove cannot be used yet: 0 ok, 0 to know, 1 missing.',
  )
})

test('a check that throws is a finding, and the others are made', async () => {
  const thrower: Check = {
    name: 'Electron',
    run: async () => {
      throw new Error('leads nowhere')
    },
  }
  expect(await examine([thrower, fine])).toMatchObject([
    { name: 'Electron', level: 'missing', detail: 'leads nowhere' },
    { name: 'Node', level: 'ok' },
  ])
})

test('says the same to a script', async () => {
  expect(JSON.parse(reportJson(await examine([fine, dead])))).toMatchObject({
    usable: false,
    findings: [{ name: 'Node' }, { name: 'SQLite', fix: 'npm ci' }],
  })
})

test('a part of set-up that is missing says what will not work', async () => {
  const check = partCheck({
    name: 'chat model',
    without: 'answers are quoted',
    byHand: '',
    check: async () => ({ state: 'missing', reason: 'has 3 bytes instead of 4' }),
    get: async () => ({ state: 'present', source: '' }),
  })
  expect(await check.run()).toEqual({
    level: 'missing',
    detail: 'has 3 bytes instead of 4. Without it answers are quoted',
    fix: 'npm run postinstall',
  })
})
