import { expect, test, vi } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { cacheHandlers } from '../../../src-main/ipc/handlers/cache.ts'
import type { Desktop } from '../../../src-main/ipc/handlers/desktop.ts'
import type { Services } from '../../../src-main/services.ts'

const caller = { windowId: 1, droppedPaths: [] }

/** Handlers over the parts of the services that a test gives. */
function handlers(services: object, desktop: Partial<Desktop> = {}) {
  return cacheHandlers(services as Services, desktop as Desktop)
}

test('entries come with the titles of their documents; one that is gone has none', async () => {
  const items = [{ documents: ['a', 'gone'] }, { documents: ['a', 'b'] }]
  const entries = vi.fn(() => ({ items, total: 9 }))
  const document = vi.fn((id: string) => {
    if (id === 'gone') throw new AppError('NOT_FOUND')
    return { title: `Title of ${id}` }
  })
  const filter = { search: 'key', documentId: null, offset: 0, limit: 25 }
  const found = handlers({ cache: { entries }, library: { document } })['cache.entries'](filter, caller)
  expect(await found).toEqual({ items, total: 9, titles: { a: 'Title of a', b: 'Title of b' } })
  expect(entries).toHaveBeenCalledWith(filter)
  expect(document).toHaveBeenCalledTimes(3)
})

test('trouble of the library is not taken for a document that is gone', () => {
  const services = {
    cache: { entries: () => ({ items: [{ documents: ['a'] }], total: 1 }) },
    library: {
      document: () => {
        throw new AppError('DATABASE_BUSY')
      },
    },
  }
  const filter = { search: '', documentId: null, offset: 0, limit: 25 }
  expect(() => handlers(services)['cache.entries'](filter, caller)).toThrow(AppError)
})

test('a list of questions is read from the file that was picked, and nothing where none was', async () => {
  const fromFile = vi.fn(async () => ({ state: 'running' }))
  const picked = handlers({ warming: { fromFile } }, { pickQuestions: async () => '/home/ada/questions.csv' })
  const answered = picked['cache.warmFromFile']({ collectionId: 'house' }, caller)
  expect(await answered).toEqual({ state: 'running' })
  expect(fromFile).toHaveBeenCalledWith('/home/ada/questions.csv', 'house')

  const closed = handlers({ warming: { fromFile } }, { pickQuestions: async () => null })
  expect(await closed['cache.warmFromFile']({ collectionId: null }, caller)).toBeNull()
  expect(fromFile).toHaveBeenCalledTimes(1)
})

test('what changes an experiment answers with how it is after that', async () => {
  let state = 'none'
  const experiment = {
    start: () => {
      state = 'running'
    },
    end: () => {
      state = 'ended'
    },
    view: () => ({ state }),
  }
  const { 'cache.startExperiment': start, 'cache.endExperiment': end } = handlers({ experiment })
  const plan = { arms: [], mode: 'shadow' as const, sampleShare: 0 }
  expect(await start(plan, caller)).toEqual({ state: 'running' })
  expect(await end({}, caller)).toEqual({ state: 'ended' })
})
