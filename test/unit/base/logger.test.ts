import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createLog } from '../../../src-main/base/logger.ts'
import { temporaryFolder } from '../storage/temporary-folder.ts'

test('the tail holds what was said, by whom and how loudly', () => {
  const log = createLog({ level: 'info' })
  const heard = vi.fn()
  log.tail.onLine(heard)
  log.scope('library').warn({ documents: 3 }, 'three went missing')
  log.scope('library').debug('not loud enough')
  expect(log.tail.lines(10)).toEqual([
    {
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: 'warn',
      scope: 'library',
      message: 'three went missing',
      data: '{"documents":3}',
    },
  ])
  expect(heard).toHaveBeenCalledOnce()
})

test('the tail gives the newest lines, oldest first, and forgets beyond a thousand', () => {
  const log = createLog({ level: 'info' })
  for (let n = 0; n < 1_005; n++) log.scope('a').info(`line ${n}`)
  expect(log.tail.lines(2).map(({ message }) => message)).toEqual(['line 1003', 'line 1004'])
  expect(log.tail.lines(5_000)).toHaveLength(1_000)
  expect(log.tail.lines(0)).toEqual([])
})

test('an error keeps its cause, something circular is no harm, and a huge line is cut', () => {
  const log = createLog({ level: 'info' })
  const circular: Record<string, unknown> = {}
  circular.self = circular
  log.scope('a').error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed')
  log.scope('a').info({ circular, big: 10n }, 'odd')
  log.scope('a').info('x'.repeat(100_000))
  const [failed, odd, huge] = log.tail.lines(3)
  expect(failed?.data).toContain('inner')
  expect(odd?.message).toBe('odd')
  expect(huge?.message.length).toBeLessThan(5_000)
})

test('a listener that throws does not stop the one who logs', () => {
  const log = createLog({ level: 'info' })
  log.tail.onLine(() => {
    throw new Error('the view failed')
  })
  log.scope('a').info('still said')
  expect(log.tail.lines(1)[0]?.message).toBe('still said')
})

test('the file holds one JSON object a line, goes on at the next start, and its folder is made', () => {
  const file = join(temporaryFolder(), 'logs', 'alcove.log')
  for (const message of ['first', 'second']) {
    const log = createLog({ level: 'info', file })
    log.scope('a').info({ n: 1 }, message)
    log.dispose()
    log.scope('a').info('after the end')
  }
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { scope: 'a', n: 1, msg: 'first' },
    { scope: 'a', n: 1, msg: 'second' },
  ])
})

test('a file that grew too large is moved aside at the start', () => {
  const file = join(temporaryFolder(), 'alcove.log')
  writeFileSync(file, 'x'.repeat(6 * 1024 * 1024))
  createLog({ level: 'info', file })
  expect(statSync(`${file}.1`).size).toBe(6 * 1024 * 1024)
})

test.each(['/dev/full', '/dev/null/alcove.log'])(
  'a log that cannot be written to %s neither throws nor hangs',
  (file) => {
    const log = createLog({ level: 'info', file })
    for (let n = 0; n < 50; n++) {
      log.scope('a').info('x'.repeat(1_000))
    }
    log.dispose()
    expect(log.tail.lines(100)).toHaveLength(50)
  },
)
