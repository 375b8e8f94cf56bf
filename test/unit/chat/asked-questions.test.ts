import { expect, it } from 'vitest'
import { AskedQuestions } from '../../../src-main/chat/index.ts'
import { migrations } from '../../../src-main/storage/migrations/index.ts'
import { scriptedChat } from '../../fakes/scripted-models.ts'
import { databasesOn, drivers } from '../storage/database-set-up.ts'
import { asked, cachedWorld } from './cached-pipeline-set-up.ts'

const FIVE = 'It gives five strokes [1].'
const signal = new AbortController().signal

it('each question is read as it was asked and what it came to', async () => {
  const world = await cachedWorld()
  const questions = new AskedQuestions(world.database)
  world.model = scriptedChat([[FIVE], [FIVE]])
  await world.ask(asked)
  await world.ask(asked)
  await world.ask(asked, { history: [{ role: 'user', content: 'Tell me of bells' }], collectionId: 'c' })
  const facts = { question: asked, collectionId: null, isUnanswered: false, at: world.clock.now() }
  expect(await questions.read(signal)).toEqual(
    expect.arrayContaining([
      { ...facts, ms: expect.any(Number), isHit: false, isFollowUp: false },
      { ...facts, ms: expect.any(Number), isHit: true, isFollowUp: false },
      expect.objectContaining({ collectionId: 'c', isFollowUp: true }),
    ]),
  )
})

it('is unanswered: quoted for want of a model, nothing found, failed; not where quotations were chosen', async () => {
  const world = await cachedWorld()
  const questions = new AskedQuestions(world.database)
  await world.ask('How many strokes without a model?')
  world.model = scriptedChat([['The documents do not say.']])
  await world.ask('How many strokes in a poem?')
  await world.ask(asked, { mustQuote: true })
  world.database.exec('DROP TABLE chunk_fts')
  await expect(world.ask('How many strokes after a fault?')).rejects.toThrow()
  const read = await questions.read(signal)
  expect(new Map(read.map(({ question, isUnanswered }) => [question, isUnanswered]))).toEqual(
    new Map([
      ['How many strokes without a model?', true],
      ['How many strokes in a poem?', true],
      [asked, false],
      ['How many strokes after a fault?', true],
    ]),
  )
})

it('what was deleted is forgotten, what is new is found', async () => {
  const world = await cachedWorld()
  const questions = new AskedQuestions(world.database)
  world.model = scriptedChat([[FIVE], [FIVE]])
  const { answer } = await world.ask(asked)
  expect(await questions.read(signal)).toHaveLength(1)
  world.database.prepare('DELETE FROM trace WHERE id = ?').run(answer.traceId)
  expect(await questions.read(signal)).toEqual([])
  await world.ask(asked, { afresh: true })
  expect(await questions.read(signal)).toHaveLength(1)
})

it('thousands are read in slices, between which others have their turn', async () => {
  const world = await cachedWorld()
  const insert = world.database.prepare('INSERT INTO trace (id, created_at, data) VALUES (?, ?, ?)')
  const considered = Array.from({ length: 50 }, (_, chunkId) => ({
    chunkId,
    score: 1 / (chunkId + 60),
    kept: false,
  }))
  world.database.transaction(() => {
    for (let at = 0; at < 2_000; at++) {
      insert.run(`t${at}`, at, JSON.stringify({ question: `Who is ${at}?`, mode: 'generated', considered }))
    }
  })
  let turns = 0
  let isOver = false
  const count = () => {
    turns++
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  expect(await new AskedQuestions(world.database).read(signal)).toHaveLength(2_000)
  isOver = true
  expect(turns).toBeGreaterThan(3)
})

// Of a question over HTTP: Electron 33 runs libsql, which would end the process at it.
it.each(drivers)(
  'half of a surrogate pair in a question leaves the others readable, on %s',
  async (driver) => {
    const database = databasesOn(driver).open(':memory:', { migrations })
    const insert = database.prepare('INSERT INTO trace (id, created_at, data) VALUES (?, 1, ?)')
    insert.run('a', JSON.stringify({ question: 'half \ud800', mode: 'generated' }))
    insert.run('b', JSON.stringify({ question: 'Où est la clé ?', mode: 'generated' }))
    const read = await new AskedQuestions(database).read(signal)
    expect(read.map(({ question }) => question)).toEqual([
      expect.stringMatching(/^half \uFFFD+$/),
      'Où est la clé ?',
    ])
  },
)
