import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FakeOllama } from '../fakes/fake-ollama.ts'
import { Gate, tokens } from '../fakes/fake-ollama-answers.ts'
import { type AlcoveWindow, launchAlcove, removeDataFolder } from './alcove-window.ts'
import { answerSaveDialog, answers, ask, waitForLibrary } from './steps.ts'

const SLOW = { timeout: 60_000 }
const QUESTION = 'How close to a house can I fly my drone?'

/** With an Ollama whose every word the test decides; documents, search and window are real. In this order. */
describe('conversations', () => {
  const ollama = new FakeOllama()
  let alcove: AlcoveWindow
  const conversations = (): Locator => alcove.page.getByRole('complementary', { name: 'Conversations' })
  const lastAnswer = (): Locator => answers(alcove.page).last()
  const finished = (answer: Locator) => answer.getByRole('button', { name: 'Copy answer' }).waitFor(SLOW)
  const actionsOf = (title: string) =>
    conversations()
      .getByRole('button', { name: `Actions for ${title}` })
      .click()

  beforeAll(async () => {
    await ollama.start()
    alcove = await launchAlcove({ env: { OLLAMA_HOST: ollama.origin } })
    await alcove.page.getByRole('button', { name: 'Try the sample handbook' }).click()
    await waitForLibrary(alcove.page)
    await alcove.page.getByText('fake-chat:latest').first().waitFor(SLOW)
  })

  afterAll(async () => {
    await alcove?.quit()
    await ollama.close()
    if (alcove) await removeDataFolder(alcove.dataFolder)
  })

  test('an answer streams while its model still writes, with its sources first', async () => {
    const gate = new Gate()
    ollama.script('/api/chat', tokens(['Not within ', gate, '**500 metres** of a hut. [1]']))
    await ask(alcove.page, QUESTION)
    await gate.reached
    await lastAnswer().getByText('Not within').waitFor(SLOW)
    expect(await lastAnswer().getByRole('listitem').count()).toBeGreaterThan(0)
    gate.open()
    await finished(lastAnswer())
    expect(await lastAnswer().locator('strong').textContent()).toBe('500 metres')
    await lastAnswer().getByRole('button', { name: 'Source 1: House rules' }).waitFor()
  })

  test('stop keeps what was written, and says who stopped', async () => {
    ollama.script('/api/chat', tokens(['Half an answer', new Gate(), ' never seen']))
    await ask(alcove.page, 'Who keeps the keys of the winter rooms?')
    await lastAnswer().getByText('Half an answer').waitFor(SLOW)
    await alcove.page.getByRole('button', { name: 'Stop answering' }).click()
    await lastAnswer().getByText('Stopped by you').waitFor(SLOW)
    expect(await lastAnswer().getByText('Half an answer').isVisible()).toBe(true)
  })

  test('answering again keeps both versions', async () => {
    ollama.script('/api/chat', tokens(['The whole answer. [1]']))
    await lastAnswer().getByRole('button', { name: 'Answer again' }).click()
    await lastAnswer().getByText('The whole answer.').waitFor(SLOW)
    await lastAnswer().getByText('2 / 2').waitFor(SLOW)
    await lastAnswer().getByRole('button', { name: 'Previous version' }).click()
    await lastAnswer().getByText('Half an answer').waitFor(SLOW)
    await lastAnswer().getByRole('button', { name: 'Next version' }).click()
    await lastAnswer().getByText('The whole answer.').waitFor(SLOW)
  })

  test('an edited question is asked again, beside the first', async () => {
    ollama.script('/api/chat', tokens(['Nineteen keys. [1]']))
    const question = alcove.page.getByRole('article', { name: 'Your question' }).last()
    await question.hover()
    await question.getByRole('button', { name: 'Edit and ask again' }).click()
    await alcove.page
      .getByRole('textbox', { name: 'Edit your question' })
      .fill('How many keys are there for the winter rooms?')
    await alcove.page.getByRole('button', { name: 'Ask again', exact: true }).click()
    await lastAnswer().getByText('Nineteen keys.').waitFor(SLOW)
    await finished(lastAnswer())
    await question.getByText('2 / 2').waitFor(SLOW)
  })

  test('a follow-up is understood in its conversation', async () => {
    ollama.script(
      '/api/chat',
      tokens(['What does a lost key of the winter rooms cost?']),
      tokens(['All of your deposit. [1]']),
    )
    await ask(alcove.page, 'And what if I lose it?')
    await lastAnswer().getByText('All of your deposit.').waitFor(SLOW)
    const [asked] = ollama.requestsTo('/api/chat').slice(-1)
    expect(JSON.stringify(asked?.body)).toContain('lost key costs the deposit')
  })

  test('a model that dies midway leaves quotations, labelled', async () => {
    ollama.script('/api/chat', async ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      response.write('{"message":{"role":"assistant","content":"A made-up beginning"},"done":false}\n')
      response.end('{"error":"CUDA out of memory"}\n')
    })
    await alcove.page.getByRole('button', { name: 'New chat' }).click()
    await ask(alcove.page, 'How is firewood rationed at Kettle towards spring?')
    await lastAnswer().getByText('The model stopped midway').waitFor(SLOW)
    expect(await lastAnswer().getByText('A made-up beginning').count()).toBe(0)
    expect(
      await lastAnswer()
        .getByText(/half a basket/)
        .count(),
    ).toBeGreaterThan(0)
  })

  test('what no document answers is said to be so, without asking the model', async () => {
    const before = ollama.requestsTo('/api/chat').length
    await alcove.page.getByRole('button', { name: 'New chat' }).click()
    await ask(alcove.page, 'Who discovered penicillin?')
    await lastAnswer().getByText('Nothing in your documents answers this').first().waitFor(SLOW)
    expect(ollama.requestsTo('/api/chat')).toHaveLength(before)
  })

  test('are found by a word of their answers, renamed and exported', async () => {
    const { page, app, dataFolder } = alcove
    await page.getByRole('textbox', { name: 'Search conversations' }).fill('Nineteen')
    await expect.poll(() => conversations().getByRole('listitem').count(), SLOW).toBe(1)
    const title = await conversations()
      .getByRole('button', { name: /^Actions for / })
      .getAttribute('aria-label')
    await actionsOf(String(title).replace('Actions for ', ''))
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    const name = page.getByRole('textbox', { name: 'Name of the conversation' })
    await name.fill('Drones & keys <b>')
    await name.press('Enter')
    await conversations().getByText('Drones & keys <b>').waitFor(SLOW)

    const file = join(dataFolder, 'exported.md')
    await answerSaveDialog(app, file)
    await actionsOf('Drones & keys <b>')
    await page.getByRole('menuitem', { name: /Export/ }).click()
    await page.getByText(`Saved as ${file}`).waitFor(SLOW)
    const markdown = await readFile(file, 'utf8')
    expect(markdown).toContain(QUESTION)
    expect(markdown).toContain('**500 metres**')
    expect(markdown).toContain('house-rules.md')
  })

  test('are gone once deleted', async () => {
    const { page } = alcove
    await actionsOf('Drones & keys <b>')
    await page.getByRole('menuitem', { name: /Delete/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => conversations().getByText('Drones & keys <b>').count(), SLOW).toBe(0)
    await page.getByRole('button', { name: 'Clear the search' }).click()
    await expect.poll(() => conversations().getByRole('listitem').count(), SLOW).toBe(2)
  })
})
