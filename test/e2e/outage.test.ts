import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { familyOf, isAlive } from '../integration/faults-processes.ts'
import { type AlcoveWindow, launchAlcove, newDataFolder, removeDataFolder } from './alcove-window.ts'
import { dropFiles } from './drop.ts'
import { answers, ask, childPid, openView, waitForLibrary } from './steps.ts'

const SLOW = { timeout: 90_000 }

/** One person whose machine fails them in every way. In this order. */
describe('a machine that fails', () => {
  let dataFolder: string
  let files: string
  let alcove: AlcoveWindow

  beforeAll(async () => {
    dataFolder = await newDataFolder()
    files = await newDataFolder()
    alcove = await launchAlcove({ dataFolder })
    const key = join(files, 'deposit.txt')
    writeFileSync(key, 'The deposit for the brass key is fifty crowns, paid to the warden of the hut.')
    const { page } = alcove
    await openView(page, 'Library')
    await dropFiles(page, [key])
    await waitForLibrary(page)
    await openView(page, 'Diagnostics')
    await page.getByText('Everything works').first().waitFor(SLOW)
    await openView(page, 'Chat')
  })

  afterAll(async () => {
    await alcove?.quit()
    await removeDataFolder(dataFolder)
    await removeDataFolder(files)
  })

  test('says that an answer was found by words alone while Chroma is frozen, and that it is down', async () => {
    const { app, page } = alcove
    const pid = await childPid(app, 'chroma-child')
    process.kill(pid, 'SIGSTOP')
    await ask(page, 'What is the deposit for the brass key?')
    await answers(page)
      .last()
      .getByText('Found by words alone: the vector store did not answer')
      .waitFor(SLOW)
    await openView(page, 'Diagnostics')
    await page.getByText('Search is by words only: the vector store does not answer').first().waitFor(SLOW)
    // It may have been replaced meanwhile.
    if (isAlive(pid)) process.kill(pid, 'SIGCONT')
    await page.getByText('Everything works').first().waitFor(SLOW)
    await openView(page, 'Chat')
  })

  test('quotes instead of writing while the engine is frozen, and gets it back by itself', async () => {
    const { app, page } = alcove
    process.kill(await childPid(app, 'engine-child'), 'SIGSTOP')
    await ask(page, 'How many crowns is the deposit for the key?')
    const answer = answers(page).last()
    await answer.getByText(/No chat model answers|The model stopped midway/).waitFor(SLOW)
    await answer.getByText('Found by words alone: the embedding model did not answer').waitFor(SLOW)
    await openView(page, 'Diagnostics')
    await page.getByText('Everything works').first().waitFor(SLOW)
    await openView(page, 'Chat')
  })

  test('keeps old answers to a document that is gone, and says so once where its source is opened', async () => {
    const { page } = alcove
    await page.evaluate(`window.alcove.invoke('library.documents', {}).then(({ data }) =>
      window.alcove.invoke('library.removeDocuments', { documentIds: data.items.map(({ id }) => id) }))`)
    const source = answers(page)
      .last()
      .getByRole('button', { name: /^Source \d+: / })
      .first()
    await source.click()
    const panel = page.getByRole('complementary', { name: /^Source: / })
    await panel.getByText('The document is no longer in the library.').waitFor(SLOW)
    expect(await panel.locator('blockquote').textContent()).toContain('fifty crowns')
    expect(await page.getByText('The document is no longer in the library.').count()).toBe(1)
    await page.keyboard.press('Escape')
  })

  test('killed outright, it leaves no process behind and keeps what was said', async () => {
    const family = familyOf(alcove.app.process().pid ?? 0)
    alcove.app.process().kill('SIGKILL')
    await expect.poll(() => family.filter(isAlive), SLOW).toEqual([])
    alcove = await launchAlcove({ dataFolder })
    const { page } = alcove
    await page
      .getByRole('navigation', { name: /conversations/i })
      .getByText(/deposit for the brass key/)
      .first()
      .click(SLOW)
    await expect.poll(() => answers(page).count(), SLOW).toBe(2)
  })
})
