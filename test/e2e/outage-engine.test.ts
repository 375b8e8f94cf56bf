import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isAlive } from '../integration/faults-processes.ts'
import { type AlcoveWindow, newDataFolder, removeDataFolder } from './alcove-window.ts'
import {
  askUntil,
  banner,
  breakerRow,
  footer,
  readiness,
  SILENT,
  SLOW,
  scriptOf,
  withDeposit,
} from './outage-steps.ts'
import { childPid, openView } from './steps.ts'

/** Alcove's own engine, as a crash and a hang of the machine leave it. In this order. */
describe('the built-in engine', () => {
  const title = 'Chat on the built-in engine'
  let files: string
  let alcove: AlcoveWindow

  beforeAll(async () => {
    files = await newDataFolder()
    const env = {
      ALCOVE_BACKEND: 'engine',
      OLLAMA_FIRST_TOKEN_TIMEOUT: '3',
      OLLAMA_EMBED_TIMEOUT: '2',
      CIRCUIT_BREAKER_FAILURE_THRESHOLD: '2',
      CIRCUIT_BREAKER_TIMEOUT: '3',
    }
    alcove = await withDeposit({ env }, files)
    // Its models are in memory from here on.
    await askUntil(alcove.page, /small model/)
  })

  afterAll(async () => {
    await alcove?.quit()
    if (alcove) await removeDataFolder(alcove.dataFolder)
    await removeDataFolder(files)
  })

  test('killed again and again: everything says so, a question is quoted at once, and it comes back by itself', async () => {
    const { app, page } = alcove
    const script = await scriptOf(alcove)
    const stop = keepKilling(app)
    try {
      await banner(page)
        .getByText(/The chat model (is restarting|is resting after failures)\./)
        .waitFor(SLOW)
      await footer(page)
        .getByText(/answers are quoted/)
        .waitFor(SLOW)
      await expect.poll(async () => (await readiness(script)).status, SLOW).toBe(503)
      const answer = await askUntil(page, 'Quoted from your documents, word for word')
      await answer
        .getByText(/No chat model answer|The chat model (was not asked|did not answer)/)
        .waitFor(SLOW)
      await openView(page, 'Diagnostics')
      await page
        .getByRole('status')
        .getByText(/^(Answers are quoted, not written: |Restarting the chat model)/)
        .waitFor(SLOW)
      await openView(page, 'Chat')
    } finally {
      await stop()
    }
    await banner(page)
      .getByText(/^The (chat|embedding) model (and the embedding model are|is) back\.$/)
      .waitFor(SLOW)
    await expect.poll(async () => (await readiness(script)).status, SLOW).toBe(200)
    await askUntil(page, /small model/)
  })

  test('frozen: deadlines open both its breakers, and once it is replaced both close', async () => {
    const { app, page } = alcove
    const pid = await childPid(app, 'engine-child')
    process.kill(pid, 'SIGSTOP')
    try {
      await askUntil(page, SILENT)
      await askUntil(page, /The chat model (did not answer|was not asked)|No chat model answer/)
      await banner(page)
        .getByText(/^The chat model (is resting after failures|is being tried again|is restarting)\.$/)
        .waitFor(SLOW)
      await openView(page, 'Diagnostics')
      const row = breakerRow(page, title)
      await row.getByText('DEADLINE_FIRST_TOKEN').waitFor(SLOW)
      const changes = page.getByRole('region', { name: 'Changes of state, newest first' })
      for (const each of [title, 'Embedding on the built-in engine']) {
        await changes
          .getByRole('listitem')
          .filter({ hasText: each })
          .filter({ hasText: /Works.*Resting/ })
          .first()
          .waitFor(SLOW)
      }
      // Its supervisor replaces it.
      await expect.poll(() => isAlive(pid), SLOW).toBe(false)
    } finally {
      if (isAlive(pid)) process.kill(pid, 'SIGCONT')
    }
    await page.getByText('Everything works').first().waitFor(SLOW)
    await breakerRow(page, title).getByText('Works').waitFor(SLOW)
    await openView(page, 'Chat')
    await askUntil(page, /small model/)
  })
})

/** Kills the engine whenever there is one; the returned function ends that. */
function keepKilling(app: AlcoveWindow['app']): () => Promise<void> {
  let isOver = false
  const killing = (async () => {
    while (!isOver) {
      const pid = await childPid(app, 'engine-child').catch(() => null)
      if (pid !== null && isAlive(pid)) process.kill(pid, 'SIGKILL')
      await wait(50)
    }
  })()
  return () => {
    isOver = true
    return killing
  }
}
