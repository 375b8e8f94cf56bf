import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright'
import type { FakeOllama } from '../fakes/fake-ollama.ts'
import { Script } from '../integration/faults-script.ts'
import { type AlcoveWindow, type LaunchOptions, launchAlcove, removeDataFolder } from './alcove-window.ts'
import { dropFiles } from './drop.ts'
import { answers, ask, openView, waitForLibrary } from './steps.ts'

export const SLOW = { timeout: 90_000 }
const QUESTION = 'What is the deposit for the brass key?'
export const WRITTEN = 'It is fifty crowns [1].'
export const RESTING = 'The chat model was not asked: it rests after failing too often'
export const SILENT = 'The chat model did not answer'

/** The window's own place for what is out. */
export const banner = (page: Page): Locator => page.getByRole('region', { name: 'What is out' })
export const footer = (page: Page): Locator => page.getByRole('contentinfo')
export const lastAnswer = (page: Page): Locator => answers(page).last()
export const breakerRow = (page: Page, title: string): Locator =>
  page.getByRole('listitem', { name: title, exact: true })

/** An Ollama that says what the deposit is. @param dimension of its embeddings; as the fake has it where absent */
export async function startOllama(ollama: FakeOllama, dimension?: number): Promise<void> {
  await ollama.start()
  if (dimension !== undefined) ollama.models = ollama.models.map((model) => ({ ...model, dimension }))
  ollama.loaded = ['fake-chat:latest']
  ollama.reply = () => [WRITTEN]
}

/** Ends what a test of the deposit began, as far as it came. */
export async function endAll(
  ollama: FakeOllama,
  alcove: AlcoveWindow | undefined,
  files: string,
): Promise<void> {
  await alcove?.quit()
  await ollama.close()
  if (alcove) await removeDataFolder(alcove.dataFolder)
  await removeDataFolder(files)
}

/** One document, read, and what is asked of it. */
export async function withDeposit(options: LaunchOptions, files: string): Promise<AlcoveWindow> {
  const alcove = await launchAlcove(options)
  const { page } = alcove
  const key = join(files, 'deposit.txt')
  writeFileSync(key, 'The deposit for the brass key is fifty crowns, paid to the warden of the hut.')
  await openView(page, 'Library')
  await dropFiles(page, [key])
  await waitForLibrary(page)
  await openView(page, 'Diagnostics')
  await page.getByText('Everything works').first().waitFor(SLOW)
  await openView(page, 'Chat')
  return alcove
}

export async function scriptOf({ page, dataFolder }: AlcoveWindow): Promise<Script> {
  type Settings = { data: { about: { api: { origin: string } } } }
  const { data } = (await page.evaluate(`window.alcove.invoke('settings.get', {})`)) as Settings
  return new Script(data.about.api.origin, dataFolder)
}

/** Asks, and waits until its answer stands there with this label. */
export async function askUntil(page: Page, label: string | RegExp): Promise<Locator> {
  const answer = answers(page).nth(await answers(page).count())
  await ask(page, QUESTION)
  await answer.getByText(label).first().waitFor(SLOW)
  await answer
    .getByText(/fifty crowns/)
    .first()
    .waitFor(SLOW)
  return answer
}

/** Asks for an answer of the model, however long it is away. */
export async function askInLine(page: Page, question: string): Promise<void> {
  await page
    .getByRole('radiogroup', { name: 'While the chat model is out' })
    .getByText('Wait for the model')
    .click()
  await ask(page, question)
  const place = page.getByRole('region', { name: 'Waiting question' })
  await place.getByText('Waits for the chat model').waitFor(SLOW)
  await place.getByRole('button', { name: 'Answer now with quotations' }).waitFor(SLOW)
}

/** What /health/ready says, and of which breakers. */
export async function readiness(script: Script) {
  const { status, body } = await script.call<{
    checks: Record<'breaker', { state: string; detail: string }>
  }>('GET', '/health/ready')
  return { status, breaker: body.checks.breaker.detail }
}
