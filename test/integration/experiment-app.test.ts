import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { FakeOllama } from '../fakes/fake-ollama.ts'
import { temporaryFolder } from '../unit/storage/temporary-folder.ts'
import { startApp } from './faults-app.ts'
import { PATIENCE } from './faults-script.ts'

const QUESTION = 'What is the deposit for the brass key?'
const REWORDED = 'For the brass key, what is the deposit?'

/** The chat model says what the test says; documents, search, cache and experiment are the app's. */
test('in the whole app a hit is served at once, answered afresh when it is quiet, and compared', async () => {
  const ollama = new FakeOllama()
  await ollama.start()
  onTestFinished(() => ollama.close())
  ollama.models = ollama.models.map((model) => ({ ...model, dimension: 384 }))
  ollama.loaded = ['fake-chat:latest']
  ollama.reply = () => ['It is fifty crowns [1].']
  const files = temporaryFolder()
  writeFileSync(
    join(files, 'deposit.txt'),
    'The deposit for the brass key is fifty crowns, paid to the warden.',
  )
  const { services, script } = await startApp(temporaryFolder(), {
    ...{ OLLAMA_HOST: ollama.origin, ALCOVE_BACKEND: 'ollama', USE_SEMANTIC_CACHE: 'true' },
  })
  await script.add([files])
  await script.whenRead(1)
  const calls = () => ollama.requestsTo('/api/chat').length

  services.experiment.start({
    arms: [
      { threshold: 0.92, isGuarded: true },
      { threshold: 0.99, isGuarded: false },
    ],
    mode: 'shadow',
    sampleShare: 1,
  })
  await expect.poll(async () => (await script.ask(QUESTION)).mode, PATIENCE).toBe('generated')
  const asked = calls()
  ollama.reply = () => ['It is sixty crowns [1].']
  expect(await script.ask(REWORDED)).toMatchObject({ cached: true, answer: 'It is fifty crowns [1].' })
  expect(calls()).toBe(asked)
  await expect.poll(() => services.experiment.view().arms[0]?.compared, PATIENCE).toBe(1)
  expect(calls()).toBe(asked + 1)

  const { body } = await script.call('GET', '/api/semantic-cache/experiment')
  expect(body).toMatchObject({
    experiment: {
      state: 'running',
      mode: 'shadow',
      waiting: 0,
      arms: [{ compared: 1, disagreements: 1 }, {}],
    },
  })
  expect(JSON.stringify(body)).not.toContain('brass')
  expect(await script.ask(QUESTION)).toMatchObject({ cached: true, answer: 'It is fifty crowns [1].' })

  services.experiment.adopt(0)
  expect(services.settingsView().values).toMatchObject({ cacheThreshold: 0.92, cacheThresholdBy: 'cosine' })
  expect(services.experiment.view().state).toBe('ended')
})
