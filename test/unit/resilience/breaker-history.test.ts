import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { BreakerHistory } from '../../../src-main/resilience/breaker-history.ts'
import { presentableCause } from '../../../src-main/resilience/cause.ts'
import { BreakerHistoryTable, openDatabase } from '../../../src-main/storage/index.ts'
import type { BreakerTransition } from '../../../src-shared/schemas/resilience.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { databasesOn, drivers } from '../storage/database-set-up.ts'
import { temporaryFolder } from '../storage/temporary-folder.ts'
import { guardedParts, historyInMemory } from './guarded-parts.ts'

const numbered = (number: number): BreakerTransition => ({
  breaker: 'chroma',
  at: new Date(1_700_000_000_000 + number).toISOString(),
  from: 'closed',
  to: 'open',
  cause: `Cause ${number}.`,
})

function historyOn(table: Pick<BreakerHistoryTable, 'newest' | 'add'>) {
  const clock = new ManualClock()
  const log = silentLog()
  const history = new BreakerHistory({ table, clock, log: log.scope('resilience') })
  onTestFinished(() => history.dispose())
  const warnings = () => log.tail.lines(50).filter(({ level }) => level === 'warn')
  return { clock, history, warnings }
}

describe.each(drivers)('the history on %s', (driver) => {
  const { open } = databasesOn(driver)

  test('is there after a restart, newest first, with the end of what was changed by hand', async () => {
    const file = join(temporaryFolder(), 'a.db')
    const database = open(file)
    const before = guardedParts({ history: new BreakerHistoryTable(database) })
    await before.chat.fail()
    before.service.control('chroma', 'disable')
    const told = before.service.history()
    await before.service.dispose()
    void database.dispose()

    const after = guardedParts({ history: new BreakerHistoryTable(open(file)) })
    const [ended, ...earlier] = after.service.history()
    expect(earlier).toEqual(told)
    expect(ended).toMatchObject({
      ...{ breaker: 'chroma', from: 'disabled', to: 'closed' },
      cause: 'Alcove was restarted: what was changed by hand ends with it.',
    })
    expect(told).toMatchObject([
      { breaker: 'chroma', from: 'closed', to: 'disabled' },
      { breaker: 'ollama_client', from: 'closed', to: 'open' },
    ])
    expect(after.service.snapshot().breakers.map(({ state }) => state)).toEqual(['closed', 'closed'])
  })

  test('keeps the last hundred, in the order in which they happened, whatever the wall clock says', () => {
    const table = new BreakerHistoryTable(open(join(temporaryFolder(), 'a.db')))
    for (let number = 0; number < 150; number += 3) {
      table.add([numbered(number), numbered(-number - 1), numbered(number + 2)], 100)
    }
    const kept = table.newest(1_000)
    expect(kept).toHaveLength(100)
    expect(kept[0]).toEqual(numbered(149))
    expect(kept[1]).toEqual(numbered(-148))
  })
})

describe('the history', () => {
  test('holds at most a hundred', () => {
    const { history } = historyOn(historyInMemory())
    for (let number = 0; number < 130; number++) history.add(numbered(number))
    expect(history.newest()).toHaveLength(100)
    expect(history.newest()[0]).toEqual(numbered(129))
  })

  test('writes nothing in the turn in which a breaker changes', () => {
    const table = historyInMemory()
    const { clock, history } = historyOn(table)
    history.add(numbered(1))
    history.add(numbered(2))
    expect(table.newest(10)).toEqual([])
    clock.advance(0)
    expect(table.newest(10)).toEqual([numbered(2), numbered(1)])
  })

  test('writes what is left when it ends', () => {
    const table = historyInMemory()
    const { history } = historyOn(table)
    history.add(numbered(1))
    history.dispose()
    expect(table.newest(10)).toEqual([numbered(1)])
  })

  test('that another program locks out goes on in memory, is warned of once, and writes again after', () => {
    const file = join(temporaryFolder(), 'a.db')
    const log = silentLog().scope('database')
    const database = openDatabase({ file, log })
    const other = openDatabase({ file, log })
    onTestFinished(() => void Promise.all([other.dispose(), database.dispose()]))
    const table = new BreakerHistoryTable(database)
    const { clock, history, warnings } = historyOn(table)
    other.exec('BEGIN IMMEDIATE')
    for (const number of [1, 2]) {
      history.add(numbered(number))
      clock.advance(0)
    }
    expect(history.newest()).toEqual([numbered(2), numbered(1)])
    expect(warnings()).toMatchObject([{ data: expect.stringContaining('DATABASE_BUSY') }])
    other.exec('ROLLBACK')
    history.add(numbered(3))
    clock.advance(0)
    expect(table.newest(10)).toEqual([numbered(3)])
    expect(warnings()).toHaveLength(1)
  })

  test('on a full disk lets breaker and caller go on as they are', async () => {
    const full = () => {
      throw new AppError('DISK_FULL')
    }
    const { service, clock, chat, log } = guardedParts({ history: { newest: full, add: full } })
    await chat.fail()
    await expect(chat.call()).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' })
    clock.advance(0)
    expect(service.history()).toHaveLength(1)
    expect(log.tail.lines(50).filter(({ message }) => message.includes('history'))).toHaveLength(1)
  })
})

describe('a cause', () => {
  test('is one line of bounded length', () => {
    const cause = presentableCause(`A probe failed:\n\tthe server ${'said '.repeat(10_000)}`)
    expect(cause).toMatch(/^A probe failed: the server said .*…$/)
    expect(cause.length).toBeLessThanOrEqual(240)
  })

  test('leaves out what an error repeats of what it was sent', () => {
    expect(presentableCause(`Unexpected token 'T', "The key hangs"... is not valid JSON`)).toBe(
      `Unexpected token 'T', "…"... is not valid JSON`,
    )
    expect(presentableCause(`It refused "${'x'.repeat(9_000)}`)).toBe('It refused "…"')
  })

  test('of a breaker says what failed last', async () => {
    const { service, chat } = guardedParts()
    await chat.fail()
    expect(service.history()[0]?.cause).toBe(
      'Too many of the last calls failed. The newest: Nothing answers there.',
    )
  })
})
