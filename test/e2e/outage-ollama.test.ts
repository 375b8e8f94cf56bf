import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FakeOllama } from '../fakes/fake-ollama.ts'
import { stall } from '../fakes/fake-ollama-answers.ts'
import { breakersAnswer, poolAnswer } from '../fakes/resilience-answers.ts'
import { type AlcoveWindow, launchAlcove, newDataFolder } from './alcove-window.ts'
import {
  askInLine,
  askUntil,
  banner,
  breakerRow,
  endAll,
  footer,
  lastAnswer,
  RESTING,
  readiness,
  SILENT,
  SLOW,
  scriptOf,
  startOllama,
  WRITTEN,
  withDeposit,
} from './outage-steps.ts'
import { composer, openView } from './steps.ts'

/** An Ollama that answers everything but its chat. In this order. */
describe('a chat model on Ollama that hangs', () => {
  const title = 'Chat on Ollama'
  const ollama = new FakeOllama()
  let files: string
  let alcove: AlcoveWindow

  const env = () => ({
    OLLAMA_HOST: ollama.origin,
    ALCOVE_BACKEND: 'ollama',
    OLLAMA_FIRST_TOKEN_TIMEOUT: '1',
    CIRCUIT_BREAKER_TIMEOUT: '600',
  })

  beforeAll(async () => {
    await startOllama(ollama)
    files = await newDataFolder()
    alcove = await withDeposit({ env: env() }, files)
  })

  afterAll(() => endAll(ollama, alcove, files))

  test('is waited for by five questions, which are quoted and labelled; the sixth is quoted without asking', async () => {
    const { page } = alcove
    await askUntil(page, 'It is fifty crowns')
    ollama.fail(stall, '/api/chat')
    const before = ollama.requestsTo('/api/chat').length
    for (let question = 1; question <= 5; question++) await askUntil(page, SILENT)
    expect(ollama.requestsTo('/api/chat').length - before).toBe(5)

    const sixth = await askUntil(page, RESTING)
    await sixth.getByText('Quoted from your documents, word for word').waitFor(SLOW)
    expect(ollama.requestsTo('/api/chat').length - before).toBe(5)
  })

  test('is said to be out in the banner and the footer, with a countdown', async () => {
    const { page } = alcove
    await banner(page).getByText('The chat model is resting after failures.').waitFor(SLOW)
    await banner(page)
      .getByText(/^Next try in \d+ min( \d+ s)?$/)
      .waitFor(SLOW)
    await footer(page)
      .getByText(/The chat model is resting after failures/)
      .waitFor(SLOW)
    await page
      .getByRole('status')
      .getByText(/The chat model is resting after failures/)
      .first()
      .waitFor({ ...SLOW, state: 'attached' })
  })

  test('is named in Diagnostics: state, outcomes, deadline, next try, and what changed', async () => {
    const { page } = alcove
    await openView(page, 'Diagnostics')
    await page
      .getByRole('status')
      .getByText('Answers are quoted, not written: the chat model failed and rests')
      .waitFor(SLOW)
    const row = breakerRow(page, title)
    await row.getByText('Resting').waitFor(SLOW)
    await row.getByText('open', { exact: true }).waitFor(SLOW)
    await row.getByRole('img', { name: /^1 of the last 6 calls succeeded$/ }).waitFor(SLOW)
    await row.getByText('DEADLINE_FIRST_TOKEN').waitFor(SLOW)
    await row.getByText(/Next try in \d+ min/).waitFor(SLOW)
    const changes = page.getByRole('region', { name: 'Changes of state, newest first' })
    await changes
      .getByRole('listitem')
      .filter({ hasText: title })
      .filter({ hasText: /Works.*Resting/ })
      .first()
      .waitFor(SLOW)
    await breakerRow(page, 'Embedding on Ollama').getByText('Works').waitFor(SLOW)
  })

  test('makes readiness 503 with its breaker named, in forms that a script can rely on', async () => {
    const script = await scriptOf(alcove)
    const { status, breaker } = await readiness(script)
    expect(status).toBe(503)
    expect(breaker).toContain('ollama_client')
    const { circuit_breakers, summary } = breakersAnswer.parse(
      (await script.call('GET', '/api/circuit-breaker/metrics')).body,
    )
    expect(circuit_breakers.ollama_client).toMatchObject({ state: 'open', consecutive_failures: 5 })
    expect(circuit_breakers.ollama_embed.state).toBe('closed')
    expect(summary).toMatchObject({ open_circuits: 1, half_open_circuits: 0 })
    const { connection_pool } = poolAnswer.parse(
      (await script.call('GET', '/api/connection-pool/metrics')).body,
    )
    expect(connection_pool.in_flight).toBe(0)
    expect(await script.metric('alcove_circuit_breaker_state{name="ollama_client",state="open"}')).toBe(1)
    const rejected = 'alcove_circuit_breaker_calls_total{name="ollama_client",outcome="rejected"}'
    expect(await script.metric(rejected)).toBeGreaterThanOrEqual(1)
    const opened = 'alcove_circuit_breaker_transitions_total{name="ollama_client",from="closed",to="open"}'
    expect(await script.metric(opened)).toBe(1)
  })

  test('tried by hand while it hangs rests on, and says so; tried when it is back, it works', async () => {
    const { page } = alcove
    await openView(page, 'Chat')
    const tryNow = banner(page).getByRole('button', { name: 'Try the chat model now' })
    await tryNow.click()
    await banner(page)
      .getByText(/^The chat model was asked and failed\./)
      .waitFor(SLOW)
    await openView(page, 'Diagnostics')
    const row = breakerRow(page, title)
    await row.getByRole('button', { name: 'Try now' }).click()
    await row.getByText(/^Tried at .* It failed: /).waitFor(SLOW)
    await row.getByText('Resting').waitFor(SLOW)

    ollama.recover()
    await row.getByRole('button', { name: 'Try now' }).click()
    await row.getByText(/^Tried at .* It answered\./).waitFor(SLOW)
    await row.getByText('Works').waitFor(SLOW)
    await page.getByText('Everything works').first().waitFor(SLOW)
    const { status } = await readiness(await scriptOf(alcove))
    expect(status).toBe(200)
    await openView(page, 'Chat')
    await askUntil(page, 'It is fifty crowns')
    expect(await banner(page).getByText('The chat model is resting').count()).toBe(0)
  })

  test('keeps a question that waits over a restart, and answers it once it is back', async () => {
    ollama.fail(stall, '/api/chat')
    for (let question = 1; question <= 5; question++) await askUntil(alcove.page, SILENT)
    await banner(alcove.page).getByText('The chat model is resting after failures.').waitFor(SLOW)
    await askInLine(alcove.page, 'Whom do I pay the deposit for the brass key?')

    await alcove.quit()
    alcove = await launchAlcove({ env: env(), dataFolder: alcove.dataFolder })
    const { page } = alcove
    await page
      .getByRole('navigation', { name: /conversations/i })
      .getByText(/deposit for the brass key/)
      .first()
      .click(SLOW)
    await page.getByRole('region', { name: 'Waiting question' }).waitFor(SLOW)
    expect(await lastAnswer(page).getByText(WRITTEN.slice(0, 20)).count()).toBe(0)

    ollama.reply = () => ['It is paid to the warden [1].']
    ollama.recover()
    await lastAnswer(page).getByText('It is paid to the warden').waitFor(SLOW)
    expect(await page.getByRole('region', { name: 'Waiting question' }).count()).toBe(0)
    await composer(page).waitFor(SLOW)
  })

  test('stopped by hand, after a question of its own, is not asked; after a reset it is', async () => {
    const { page } = alcove
    await control(page, title, 'Stop by hand')
    await openView(page, 'Chat')
    // Of a long conversation not all is laid out.
    await page.getByRole('button', { name: 'New chat' }).click()
    await banner(page).getByText('The chat model was stopped by hand.').waitFor(SLOW)
    const before = ollama.requestsTo('/api/chat').length
    await askUntil(page, 'The chat model was not asked: it was stopped by hand')
    expect(ollama.requestsTo('/api/chat')).toHaveLength(before)
    expect((await readiness(await scriptOf(alcove))).status).toBe(503)

    await askInLine(page, 'Whom do I pay the deposit to?')

    await control(page, title, 'Reset')
    await openView(page, 'Chat')
    await banner(page).getByText('The chat model is back.').waitFor(SLOW)
    await lastAnswer(page).getByText('It is paid to the warden').waitFor(SLOW)
    await askUntil(page, 'It is paid to the warden')
    expect((await readiness(await scriptOf(alcove))).status).toBe(200)
  })
})

/** From the menu of a breaker, past its question. */
async function control(page: Page, title: string, entry: string): Promise<void> {
  await openView(page, 'Diagnostics')
  await page.getByRole('button', { name: `Control ${title}` }).click()
  await page.getByRole('menuitem', { name: `${entry}…` }).click()
  const dialog = page.getByRole('dialog', { name: `${entry} “${title}”?` })
  await dialog.getByRole('button', { name: entry, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}
