import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FakeOllama } from '../fakes/fake-ollama.ts'
import { type AlcoveWindow, launchAlcove, newDataFolder } from './alcove-window.ts'
import { dropFiles } from './drop.ts'
import { endAll, lastAnswer, SLOW, scriptOf, startOllama, withDeposit } from './outage-steps.ts'
import { ask, openView } from './steps.ts'

const QUESTION = 'What is the deposit for the brass key?'
const REWORDED = 'For the brass key, what is the deposit?'
const NEGATED = 'What is not the deposit for the brass key?'

const mark = (page: Page): Locator => lastAnswer(page).getByRole('region', { name: 'From an earlier answer' })

/** The chat model counts its calls; documents, search, cache and window are real. In this order. */
describe('answers of before', () => {
  const ollama = new FakeOllama()
  let files: string
  let alcove: AlcoveWindow
  // The switch is the person's: the environment says nothing of it.
  const env = () => ({ OLLAMA_HOST: ollama.origin, ALCOVE_BACKEND: 'ollama', USE_SEMANTIC_CACHE: '' })
  const calls = () => ollama.requestsTo('/api/chat').length

  beforeAll(async () => {
    // Wide enough that one word more leaves a question near the one without it.
    await startOllama(ollama, 384)
    files = await newDataFolder()
    alcove = await withDeposit({ env: env() }, files)
  })

  afterAll(() => endAll(ollama, alcove, files))

  test('are there for the same question after a restart, marked, without the model being asked', async () => {
    await askAnew(alcove.page, QUESTION, 'It is fifty crowns')
    expect(await mark(alcove.page).count()).toBe(0)
    expect(calls()).toBe(1)

    await alcove.quit()
    alcove = await launchAlcove({ env: env(), dataFolder: alcove.dataFolder })
    const { page } = alcove
    await askAnew(page, ' what is the deposit for the brass key ', 'It is fifty crowns')
    await mark(page)
      .getByText(/asked .* in the same words/)
      .waitFor(SLOW)
    await lastAnswer(page)
      .getByRole('button', { name: /^Source 1/ })
      .first()
      .waitFor(SLOW)
    expect(calls()).toBe(1)
    const { body } = await (await scriptOf(alcove)).call('POST', '/api/query', { query: QUESTION })
    expect(body).toMatchObject({ cached: true, similarity: 1, cached_from: { question: QUESTION } })
    expect(calls()).toBe(1)
  })

  test('are still marked when their conversation is opened again', async () => {
    const { page } = alcove
    await page.reload()
    await page
      .getByRole('navigation', { name: /conversations/i })
      .getByText(/deposit for the brass key/)
      .first()
      .click(SLOW)
    await mark(page).waitFor(SLOW)
  })

  test('give way to a new one that is asked for afresh', async () => {
    const { page } = alcove
    ollama.reply = () => ['Fifty crowns it is [1].']
    await mark(page).getByRole('button', { name: 'Answer afresh' }).click()
    await lastAnswer(page).getByText('Fifty crowns it is').first().waitFor(SLOW)
    await lastAnswer(page).getByText('2 / 2').waitFor(SLOW)
    expect(await mark(page).count()).toBe(0)
    expect(calls()).toBe(2)
    await askAnew(page, QUESTION, 'Fifty crowns it is')
    await mark(page).waitFor(SLOW)
    expect(calls()).toBe(2)
  })

  test('are for the question in other words, which names the earlier one and how near it is', async () => {
    const { page } = alcove
    await askAnew(page, REWORDED, 'Fifty crowns it is')
    await mark(page).waitFor(SLOW)
    // As it was typed when the answer was asked for afresh.
    expect(await mark(page).textContent()).toMatch(
      /asked .*: “what is the deposit for the brass key” · 9\d\s?% alike/,
    )
    expect(calls()).toBe(2)
  })

  test('are not for the question that denies it', async () => {
    const { page } = alcove
    ollama.reply = () => ['The fee is none [1].']
    await askAnew(page, NEGATED, 'The fee is none')
    expect(await mark(page).count()).toBe(0)
    expect(calls()).toBe(3)
    type Metrics = { semantic_cache: { guard_rejections: number } }
    const { body } = await (await scriptOf(alcove)).call<Metrics>('GET', '/api/semantic-cache/metrics')
    expect(body.semantic_cache.guard_rejections).toBeGreaterThanOrEqual(1)
  })

  test('end with the edit of their document', async () => {
    const { page } = alcove
    const file = join(files, 'deposit.txt')
    writeFileSync(file, 'The deposit for the brass key is sixty crowns, paid to the warden of the hut.')
    await openView(page, 'Library')
    await dropFiles(page, [file])
    await expect.poll(() => textOf(page), SLOW).toContain('sixty crowns')
    await openView(page, 'Chat')

    ollama.reply = () => ['It is sixty crowns [1].']
    await askAnew(page, QUESTION, 'It is sixty crowns')
    expect(await mark(page).count()).toBe(0)
    expect(calls()).toBe(4)
    await askAnew(page, QUESTION, 'It is sixty crowns')
    await mark(page).waitFor(SLOW)
    expect(calls()).toBe(4)
  })

  test('are not given once they are switched off, and are again when they are on', async () => {
    const { page } = alcove
    await setEarlierAnswers(page, false)
    await askAnew(page, QUESTION, 'It is sixty crowns')
    expect(await mark(page).count()).toBe(0)
    expect(calls()).toBe(5)
    await setEarlierAnswers(page, true)
    await askAnew(page, QUESTION, 'It is sixty crowns')
    await mark(page).waitFor(SLOW)
    expect(calls()).toBe(5)
  })
})

/** In a conversation of its own, until the whole answer stands there. */
async function askAnew(page: Page, question: string, answer: string): Promise<void> {
  await page.getByRole('button', { name: 'New chat' }).click()
  await ask(page, question)
  await lastAnswer(page).getByText(answer).first().waitFor(SLOW)
  await lastAnswer(page).getByRole('button', { name: 'Copy answer' }).waitFor(SLOW)
}

async function setEarlierAnswers(page: Page, isOn: boolean): Promise<void> {
  await openView(page, 'Settings')
  const toggle = page.getByRole('switch', { name: 'Earlier answers' })
  await toggle.setChecked(isOn, { force: true })
  type View = { data: { values: { cacheEnabled: boolean } } }
  const seen = async () => ((await page.evaluate(`window.alcove.invoke('settings.get', {})`)) as View).data
  await expect.poll(async () => (await seen()).values.cacheEnabled, SLOW).toBe(isOn)
  await openView(page, 'Chat')
}

/** The text of the one document, as the library has it. */
async function textOf(page: Page): Promise<string> {
  type Found = { data: { items: { id: string; state: string }[] } }
  const { data } = (await page.evaluate(`window.alcove.invoke('library.documents', {})`)) as Found
  const [document] = data.items
  if (document?.state !== 'indexed') return ''
  const id = JSON.stringify({ documentId: document.id })
  type Text = { data: { text: string } }
  return ((await page.evaluate(`window.alcove.invoke('library.text', ${id})`)) as Text).data.text
}
