import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FakeOllama } from '../fakes/fake-ollama.ts'
import { type AlcoveWindow, launchAlcove, removeDataFolder } from './alcove-window.ts'
import { answerOpenDialog, openView, waitForLibrary } from './steps.ts'

const SLOW = { timeout: 60_000 }
const GOOD = 'Opening "hours" <img src=x onerror=alert(1)>.md'

/** The library and the settings as a person uses them. In this order. */
describe('the library', () => {
  const ollama = new FakeOllama()
  let alcove: AlcoveWindow
  let folder: string
  const row = (title: string | RegExp): Locator =>
    alcove.page.getByRole('grid', { name: 'Documents' }).getByRole('row').filter({ hasText: title })
  const collections = (): Locator => alcove.page.getByRole('navigation', { name: 'Collections' })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alcove-files-'))
    await writeFile(
      join(folder, GOOD),
      '# Opening hours\n\nThe kiosk opens at 07:45 and shuts when the last ferry leaves.\n',
    )
    await writeFile(join(folder, 'empty.txt'), '')
    await writeFile(join(folder, 'program.exe'), 'MZ')
    await ollama.start()
    alcove = await launchAlcove({ env: { OLLAMA_HOST: ollama.origin } })
    await openView(alcove.page, 'Library')
  })

  afterAll(async () => {
    await alcove?.quit()
    await ollama.close()
    if (alcove) await removeDataFolder(alcove.dataFolder)
    await rm(folder, { recursive: true, force: true })
  })

  test('takes files from the dialog, and says of each why it could not be read', async () => {
    const { app, page } = alcove
    await answerOpenDialog(app, [join(folder, GOOD), join(folder, 'empty.txt'), join(folder, 'program.exe')])
    await page.getByRole('button', { name: 'Add files' }).first().click()
    const refused = page.getByRole('dialog')
    await refused.getByText('program.exe').waitFor(SLOW)
    await refused.getByText(/kind of file/).waitFor()
    await page.keyboard.press('Escape')
    await waitForLibrary(page)
    await row('Opening hours').getByText('Ready').waitFor(SLOW)
    await page.getByText('The file is empty.').first().waitFor(SLOW)
    // The name is text: nothing of it became an element.
    expect(await page.locator('img[src="x"]').count()).toBe(0)
  })

  test('does not read the same file again', async () => {
    const { app, page } = alcove
    await answerOpenDialog(app, [join(folder, GOOD)])
    await page.getByRole('button', { name: 'Add files' }).first().click()
    await page.getByText('That file is in the library already and has not changed.').first().waitFor(SLOW)
    expect(await row('Opening hours').count()).toBe(1)
  })

  test('shows the text that was read', async () => {
    const { page } = alcove
    await page.getByRole('button', { name: 'Actions for Opening hours' }).click()
    await page.getByRole('menuitem', { name: 'Open its text' }).click()
    await page.getByRole('dialog').getByText('The kiosk opens at 07:45').waitFor(SLOW)
    await page.keyboard.press('Escape')
  })

  test('makes and removes collections with what is in them, and leaves the files alone', async () => {
    const { app, page } = alcove
    await page.getByRole('button', { name: 'New collection' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Ferries')
    await page.getByRole('button', { name: 'Create' }).click()
    await collections().getByText('Ferries').click(SLOW)
    await answerOpenDialog(app, [join(folder, GOOD)])
    await page.getByRole('button', { name: 'Add files' }).first().click()
    await row('Opening hours').getByText('Ready').waitFor(SLOW)
    await page.getByRole('button', { name: 'Actions for Ferries' }).click()
    await page.getByRole('menuitem', { name: /Remove/ }).click()
    await page.getByRole('button', { name: 'Remove collection' }).click()
    await expect.poll(() => collections().getByText('Ferries').count(), SLOW).toBe(0)
    // The same file in the other collection is not touched.
    await row('Opening hours').getByText('Ready').waitFor(SLOW)
  })

  test('removes a document, and no question finds it any more', async () => {
    const { page } = alcove
    const { origin, token } = await api()
    const ask = async () => {
      const response = await fetch(`${origin}/api/query`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ query: 'When does the kiosk open?' }),
      })
      return (await response.json()) as { mode: string; citations: unknown[] }
    }
    expect((await ask()).citations.length).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Actions for Opening hours' }).click()
    await page.getByRole('menuitem', { name: /Remove from the library/ }).click()
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await expect.poll(() => row('Opening hours').count(), SLOW).toBe(0)
    expect(await ask()).toMatchObject({ mode: 'none', citations: [] })
  })

  test('models are chosen in the settings, at once and for good', async () => {
    const { page } = alcove
    await openView(page, 'Settings')
    await page.getByText('0.24.0').first().waitFor(SLOW)
    await page.getByRole('radio', { name: /^Built-in engine/ }).click()
    await page.getByText(/smollm2.* · built-in engine/).waitFor(SLOW)
    await page.getByRole('radio', { name: /^Ollama/ }).click()
    await page.getByText(/fake-chat.* · Ollama/).waitFor(SLOW)
    await page.reload()
    await openView(page, 'Settings')
    expect(await page.getByRole('radio', { name: /^Ollama/ }).isChecked()).toBe(true)
  })

  async function api(): Promise<{ origin: string; token: string }> {
    const token = (await readFile(join(alcove.dataFolder, 'api-token'), 'utf8')).trim()
    const view = (await alcove.page.evaluate(`window.alcove.invoke('settings.get', {})`)) as {
      data: { about: { api: { origin: string } } }
    }
    return { origin: view.data.about.api.origin, token }
  }
})
