import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findElectron } from '../../scripts/electron-path.ts'
import { familyOf, isAlive } from '../integration/faults-processes.ts'
import { type AlcoveWindow, launchAlcove, newDataFolder, removeDataFolder } from './alcove-window.ts'
import { dropFiles } from './drop.ts'
import { answers, ask, childPid, openView, waitForLibrary } from './steps.ts'

const root = resolve(import.meta.dirname, '../..')
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
    await page
      .getByText(/^Search is by words only: the vector store (does not answer|failed and rests)$/)
      .first()
      .waitFor(SLOW)
    // It may have been replaced meanwhile.
    if (isAlive(pid)) process.kill(pid, 'SIGCONT')
    await page.getByText('Everything works').first().waitFor(SLOW)
    await openView(page, 'Chat')
  })

  test('answers all the same while the engine is frozen, and gets it back by itself', async () => {
    const { app, page } = alcove
    process.kill(await childPid(app, 'engine-child'), 'SIGSTOP')
    await ask(page, 'How many crowns is the deposit for the key?')
    const answer = answers(page).last()
    await answer.getByText('Found by words alone: the embedding model did not answer').waitFor(SLOW)
    // The engine may have been replaced before the chat model is asked: then that writes.
    await answer
      .getByText(/fifty crowns/)
      .first()
      .waitFor(SLOW)
    await openView(page, 'Diagnostics')
    await page.getByText('Everything works').first().waitFor(SLOW)
    await openView(page, 'Chat')
  })

  test('killed in the middle of an answer, it leaves no process behind and keeps what was said', async () => {
    // The passage is still there: without one, the answer ends before it can be killed.
    await ask(alcove.page, 'Who is paid the deposit for the brass key of the hut?')
    await expect.poll(() => answers(alcove.page).count(), SLOW).toBe(3)
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
    await expect.poll(() => answers(page).count(), SLOW).toBe(3)
    await answers(page).last().getByText('Alcove ended in the middle of this answer.').waitFor(SLOW)
  })

  test('keeps old answers to a document that is gone, and says so once where its source is opened', async () => {
    const { page } = alcove
    await page.evaluate(`window.alcove.invoke('library.documents', {}).then(({ data }) =>
      window.alcove.invoke('library.removeDocuments', { documentIds: data.items.map(({ id }) => id) }))`)
    const source = answers(page)
      .nth(1)
      .getByRole('button', { name: /^Source \d+: / })
      .first()
    await source.click()
    const panel = page.getByRole('complementary', { name: /^Source: / })
    await panel.getByText('The document is no longer in the library.').waitFor(SLOW)
    expect(await panel.locator('blockquote').textContent()).toContain('fifty crowns')
    expect(await page.getByText('The document is no longer in the library.').count()).toBe(1)
    await page.keyboard.press('Escape')
  })

  test('a damaged database: it does not start, says which file it is, and leaves that as it is', async () => {
    const folder = await newDataFolder()
    const file = join(folder, 'alcove.db')
    const damage = 'this is no database '.repeat(300)
    writeFileSync(file, damage)
    const electron = await findElectron()
    const starting = spawn(
      join(electron?.folder ?? '', 'electron'),
      [root, '--no-sandbox', '--ozone-platform=headless', '--disable-gpu'],
      { env: { ...process.env, ALCOVE_DATA: folder, ALCOVE_PORT: '0' } },
    )
    let said = ''
    starting.stderr.on('data', (data) => {
      said += data
    })
    await expect.poll(() => said, SLOW).toContain(`The database is damaged: ${file}. It was left as it is.`)
    // Where there is a screen, its dialog waits for the person.
    for (const pid of familyOf(starting.pid ?? 0)) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
    expect(readFileSync(file, 'utf8')).toBe(damage)
    await removeDataFolder(folder)
  })
})

test('without any model it quotes by words alone, says so everywhere and says what to do', async () => {
  const files = await newDataFolder()
  const key = join(files, 'deposit.txt')
  writeFileSync(key, 'The deposit for the brass key is fifty crowns, paid to the warden of the hut.')
  const alcove = await launchAlcove({ env: { ALCOVE_BACKEND: 'ollama' } })
  try {
    const { page } = alcove
    await openView(page, 'Library')
    await dropFiles(page, [key])
    await page
      .getByText(/^Waiting for the embedding model: documents can be found by full text/)
      .waitFor(SLOW)
    await page.getByText('No chat model: answers are quoted from your documents').waitFor(SLOW)
    await openView(page, 'Chat')
    await ask(page, 'What is the deposit for the brass key?')
    const answer = answers(page).last()
    await answer.getByText('No chat model answers right now: Diagnostics and Settings say why').waitFor(SLOW)
    await answer.getByText('Found by words alone: the embedding model did not answer').waitFor(SLOW)
    await answer
      .getByText(/fifty crowns/)
      .first()
      .waitFor(SLOW)
    await openView(page, 'Settings')
    // Views that were left are still there, hidden; this one must be seen.
    await page
      .getByText(/Ollama does not answer/)
      .filter({ visible: true })
      .first()
      .waitFor(SLOW)
  } finally {
    await alcove.quit()
    await removeDataFolder(alcove.dataFolder)
    await removeDataFolder(files)
  }
})
