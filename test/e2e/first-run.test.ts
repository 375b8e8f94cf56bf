import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AlcoveWindow, launchAlcove, newDataFolder, removeDataFolder } from './alcove-window.ts'
import { answers, ask, childPid, openView, waitForLibrary } from './steps.ts'

const QUESTION = 'Why can a rescue helicopter not touch down at Kettle?'
const SLOW = { timeout: 120_000 }

/** One person's first hour, in the real Electron, with the real engine and the real Chroma. In this order. */
describe('a first run', () => {
  let dataFolder: string
  let alcove: AlcoveWindow

  beforeAll(async () => {
    dataFolder = await newDataFolder()
    alcove = await launchAlcove({ dataFolder })
  })

  afterAll(async () => {
    await alcove?.quit()
    await removeDataFolder(dataFolder)
  })

  test('offers the sample handbook and reads it', async () => {
    const { page } = alcove
    await page.getByRole('button', { name: 'Try the sample handbook' }).click()
    await waitForLibrary(page)
    await expect.poll(() => page.getByText(/from 15 documents are open/).isVisible(), SLOW).toBe(true)
  })

  test('answers a question in a stream, with the right document as its first source', async () => {
    const { page } = alcove
    await ask(page, QUESTION)
    const answer = answers(page).last()
    await answer.getByRole('button', { name: 'Copy' }).waitFor(SLOW)
    const firstSource = answer
      .getByRole('list', { name: /source/ })
      .getByRole('listitem')
      .first()
    expect(await firstSource.textContent()).toMatch(/emergency/i)
  })

  test('opens a citation at its page with the passage lit', async () => {
    const { page } = alcove
    await answers(page)
      .last()
      .getByRole('button', { name: /^Source \d+: / })
      .first()
      .click()
    const panel = page.getByRole('complementary', { name: /^Source: / })
    const passage = panel.locator('mark')
    await passage.first().waitFor()
    expect(await passage.allTextContents().then((texts) => texts.join(' '))).toMatch(/helicopter|Kettle/i)
    expect(await passage.first().isVisible()).toBe(true)
  })

  test('keeps the conversation over a restart', async () => {
    await alcove.quit()
    alcove = await launchAlcove({ dataFolder })
    const { page } = alcove
    const conversation = page
      .getByRole('navigation', { name: /conversations/i })
      .getByText(/rescue helicopter/)
      .first()
    await conversation.click(SLOW)
    await page.getByRole('article').getByText(QUESTION).first().waitFor(SLOW)
    expect(await answers(page).count()).toBe(1)
  })

  test('quotes the documents, and says so, while the engine is dead', async () => {
    const { app, page } = alcove
    const pid = await childPid(app, 'engine-child')
    process.kill(pid, 'SIGKILL')
    await ask(page, 'How much firewood is a guest given a night at Kettle?')
    const answer = answers(page).last()
    await answer
      .getByText(
        /No chat model answer|The model stopped midway|The chat model (did not answer|was not asked)/,
      )
      .waitFor(SLOW)
    expect(await answer.getByRole('listitem').count()).toBeGreaterThan(0)
  })

  test('writes answers again by itself when the engine is back', async () => {
    const { page } = alcove
    await openView(page, 'Diagnostics')
    await page.getByText(/Everything works/).waitFor(SLOW)
    await openView(page, 'Chat')
    await ask(page, 'When may dogs sleep inside the huts?')
    const answer = answers(page).last()
    await answer.getByRole('button', { name: 'Copy' }).waitFor(SLOW)
    // Written, or quoted because the small model's words were checked: both mean that it answered again.
    await answer
      .getByText(/small model/)
      .first()
      .waitFor(SLOW)
    expect(
      await answer
        .getByText(
          /No chat model answer|The model stopped midway|The chat model (did not answer|was not asked)/,
        )
        .count(),
    ).toBe(0)
  })
})
