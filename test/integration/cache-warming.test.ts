import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { nodeLauncher } from '../../src-main/base/child-process.ts'
import { type Alcove, startAlcove } from '../../src-main/composition.ts'
import { readConfig } from '../../src-main/config/index.ts'
import type { WarmingView } from '../../src-shared/schemas/cache-warming.ts'

const samples = resolve(import.meta.dirname, '../../resources/samples')
/** Those that the small model answers in words of the handbook; other answers are not kept. */
const questions = [
  'How close to a house can I fly my drone?',
  'How much money do I leave for the brass key?',
  'How long does a charged radio battery last when only listening?',
]
const [first = '', second = '', third = ''] = questions
const within = { timeout: 120_000, interval: 50 }

interface Patterns {
  readonly most_frequent: readonly { readonly label: string }[]
  readonly never_answered: readonly { readonly label: string }[]
}

let folder: string
let alcove: Alcove

const start = (environment: NodeJS.ProcessEnv = {}) => {
  // A port where nobody listens: the person's own Ollama must not answer here.
  const config = readConfig({
    ...{ ALCOVE_DATA: folder, OLLAMA_HOST: '127.0.0.1:9', ALCOVE_PORT: '0', ALCOVE_LOG_LEVEL: 'silent' },
    ...environment,
  })
  return startAlcove({ config, launcher: nodeLauncher, stderr: false })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alcove-warming-'))
  alcove = await start()
  const { library, models } = alcove.services
  await models.refresh(AbortSignal.timeout(60_000))
  await library.add([samples], library.defaultCollection().id, AbortSignal.timeout(60_000))
  await library.whenSettled(AbortSignal.timeout(120_000))
})
afterAll(async () => {
  await alcove?.dispose()
  await rm(folder, { recursive: true, force: true })
})

const call = (path: string, init: RequestInit = {}) =>
  fetch(`${alcove.api.origin}${path}`, {
    ...init,
    headers: { Authorization: `Bearer ${alcove.api.token}`, ...init.headers },
  })
const ask = async (query: string) => {
  const headers = { 'Content-Type': 'application/json' }
  return (await call('/api/query', { method: 'POST', headers, body: JSON.stringify({ query }) })).json()
}

it('questions of a list are answered ahead, make room for a person’s, and are exact hits then', async () => {
  const { warming, cache } = alcove.services
  const views: WarmingView[] = []
  const listening = warming.onChange(() => views.push(warming.view()))
  const headers = { 'Content-Type': 'text/plain' }
  const body = `# Asked often\n${questions.join('\r\n')}\n`
  const begun = await call('/api/semantic-cache/warm', { method: 'POST', headers, body })
  expect([begun.status, await begun.json()]).toMatchObject([202, { from: 'questions', done: 0 }])

  await expect.poll(() => warming.view().current, within).toBe(first)
  const answered = await ask('What is the capital of Mongolia?')
  expect(answered).toMatchObject({ mode: 'none', cached: false })
  const interrupted = views.find(({ pausedFor }) => pausedFor === 'question')
  expect(interrupted).toMatchObject({ state: 'paused', current: null, done: 0, total: 3 })

  await expect.poll(() => warming.view().state, within).toBe('idle')
  const ended = await (await call('/api/semantic-cache/warm')).json()
  expect(ended).toMatchObject({ total: 3, done: 3, kept: 3, was_stopped: false, current: null })
  const asked = views.map(({ current }) => current).filter((current, at, all) => current !== all[at - 1])
  expect(asked.filter((current) => current !== null)).toEqual([first, first, second, third])
  expect(cache.stats()).toMatchObject({ size: 3, hits: 0, misses: 1 })

  for (const question of questions) {
    expect(await ask(question)).toMatchObject({ cached: true, cached_from: { kind: 'exact', question } })
  }
  expect(cache.stats()).toMatchObject({ hits: 3, exactHits: 3, misses: 1 })

  const again = await call('/api/semantic-cache/warm', { method: 'POST', headers, body })
  expect(again.status).toBe(202)
  await expect.poll(() => warming.view().state, within).toBe('idle')
  expect(warming.view()).toMatchObject({ done: 3, alreadyThere: 3, kept: 0 })
  void listening.dispose()
}, 240_000)

it('what persons asked is told by its patterns; what was answered ahead is not', async () => {
  const patterns = (await (await call('/api/semantic-cache/patterns')).json()) as Patterns
  expect(patterns).toMatchObject({ asked: 4, clustered_by: 'meaning' })
  expect(patterns.most_frequent.map(({ label }) => label).sort()).toEqual(
    [...questions, 'What is the capital of Mongolia?'].sort(),
  )
  expect(patterns.never_answered).toMatchObject([
    { label: 'What is the capital of Mongolia?', unanswered: 1 },
  ])
}, 60_000)

it('at a start that is told to, what was asked most is answered ahead: all is there already but one', async () => {
  await alcove.dispose()
  alcove = await start({ SEMANTIC_CACHE_WARM_ON_START: 'true' })
  const { warming } = alcove.services
  expect(warming.view()).toMatchObject({ from: 'most_asked' })
  await expect.poll(() => warming.view().state, within).toBe('idle')
  expect(warming.view()).toMatchObject({ total: 4, done: 4, alreadyThere: 3, notKept: 1 })
}, 180_000)
