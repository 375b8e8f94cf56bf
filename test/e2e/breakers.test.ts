import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FakeOllama } from '../fakes/fake-ollama.ts'
import { status } from '../fakes/fake-ollama-answers.ts'
import { type AlcoveWindow, launchAlcove, removeDataFolder } from './alcove-window.ts'
import { openView, setTheme } from './steps.ts'

const SLOW = { timeout: 60_000 }
const title = 'Chat on the built-in engine'

const rowOf = (page: Page, name = title): Locator => page.getByRole('listitem', { name, exact: true })
const changes = (page: Page): Locator =>
  page.getByRole('region', { name: 'Changes of state, newest first' }).getByRole('listitem')

/** By keyboard alone: the menu, the entry, then past "Cancel" to the button that does it. */
async function control(page: Page, entry: string): Promise<void> {
  await page.getByRole('button', { name: `Control ${title}` }).focus()
  await page.keyboard.press('Enter')
  const item = page.getByRole('menuitem', { name: `${entry}…` })
  await item.waitFor()
  while (!(await item.evaluate((element) => element.ownerDocument.activeElement === element))) {
    await page.keyboard.press('ArrowDown')
  }
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: `${entry} “${title}”?` })
  await dialog.getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
}

/** In this order. */
describe('a breaker in Diagnostics', () => {
  let alcove: AlcoveWindow

  beforeAll(async () => {
    alcove = await launchAlcove({ width: 900, height: 600 })
    await openView(alcove.page, 'Diagnostics')
    await alcove.page.getByText('Everything works').first().waitFor(SLOW)
  })

  afterAll(async () => {
    await alcove?.quit()
    if (alcove) await removeDataFolder(alcove.dataFolder)
  })

  test('answers a try by hand, and counts it', async () => {
    const { page } = alcove
    await rowOf(page).getByRole('button', { name: 'Try now' }).click()
    await rowOf(page)
      .getByText(/^Tried at .* It answered\.$/)
      .waitFor(SLOW)
    await rowOf(page).getByText('Works').waitFor()
  })

  test('is stopped by keyboard, which the verdict, the row and the list of changes say', async () => {
    const { page } = alcove
    await control(page, 'Stop by hand')
    await page
      .getByRole('status')
      .getByText('Answers are quoted, not written: the chat model was stopped by hand')
      .waitFor(SLOW)
    await rowOf(page).getByText('Stopped by hand').waitFor()
    expect(await rowOf(page).getByRole('button', { name: 'Try now' }).count()).toBe(0)
    const card = page.getByRole('list', { name: 'Parts' }).getByRole('listitem').first()
    await card.getByText('Stopped by hand', { exact: true }).waitFor(SLOW)
    const resets = page.getByRole('button', { name: `Reset… ${title}` })
    // Of the verdict, the card and the row.
    expect(await resets.count()).toBe(3)
    expect(await card.getByRole('button').count()).toBe(1)
    await changes(page)
      .first()
      .getByText(/Stopped by hand \(forced open\)/)
      .waitFor(SLOW)
  })

  for (const theme of ['light', 'dark'] as const) {
    test(`has no accessibility violation while stopped and scrolls nothing sideways, ${theme}`, async () => {
      const { page } = alcove
      await setTheme(page, theme)
      // Legacy mode stays in this page; the other one opens a second, which Electron has not.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBe(0)
    })
  }

  test('works again after a reset, with its counts at zero', async () => {
    const { page } = alcove
    await control(page, 'Reset')
    await rowOf(page).getByText('Not asked yet').waitFor(SLOW)
    await page.getByText('Everything works').first().waitFor(SLOW)
    await changes(page)
      .first()
      .getByText(/By hand: reset/)
      .waitFor(SLOW)
  })
})

/** In this order. */
describe('an Ollama that fails, in Diagnostics', () => {
  const name = 'Chat on Ollama'
  let ollama: FakeOllama
  let alcove: AlcoveWindow

  beforeAll(async () => {
    ollama = await new FakeOllama().start()
    alcove = await launchAlcove({ width: 1280, height: 800, env: { OLLAMA_HOST: ollama.origin } })
    await openView(alcove.page, 'Diagnostics')
    await alcove.page.getByText('Everything works').first().waitFor(SLOW)
  })

  afterAll(async () => {
    await alcove?.quit()
    await ollama?.close()
    if (alcove) await removeDataFolder(alcove.dataFolder)
  })

  const row = () => rowOf(alcove.page, name)
  const tryButton = () => row().getByRole('button', { name: 'Try now' })
  const failures = async () => Number((await row().getByRole('definition').allTextContents())[1])
  const secondsLeft = async () => {
    const words = await row()
      .getByText(/^Next try in \d+ s$/)
      .textContent()
    return Number(/\d+/.exec(words ?? '')?.[0])
  }

  test('rests after its fifth failure, and the verdict says what is missing', async () => {
    const { page } = alcove
    ollama.fail(status(500, 'llama runner process has terminated'), '/api/chat')
    for (let count = 1; count <= 5; count += 1) {
      await tryButton().click()
      await expect.poll(failures, SLOW).toBe(count)
      await tryButton().waitFor()
    }
    await row().getByText('Resting').waitFor(SLOW)
    await row()
      .getByText(/^Last failure .*llama runner process has terminated/)
      .waitFor()
    await row().getByRole('img', { name: '0 of the last 5 calls succeeded' }).waitFor()
    await page
      .getByRole('status')
      .getByText('Answers are quoted, not written: the chat model failed and rests')
      .waitFor(SLOW)
  })

  test('a try from the verdict that fails says so there and leaves the focus where it was', async () => {
    const { page } = alcove
    const verdict = page.locator('header').filter({ has: page.getByRole('heading', { name: 'Diagnostics' }) })
    const button = verdict.getByRole('button', { name: 'Try now' })
    await button.focus()
    await page.keyboard.press('Enter')
    await verdict.getByText(/^Tried at .* It failed: llama runner process has terminated/).waitFor(SLOW)
    await verdict.getByText(/^Next try in \d+ s$/).waitFor(SLOW)
    await button.and(page.locator(':focus')).waitFor()
  })

  test('counts down, and says nothing aloud while it does', async () => {
    const { page } = alcove
    await page.evaluate(listenToLiveRegions)
    const first = await secondsLeft()
    await expect.poll(secondsLeft, SLOW).toBeLessThanOrEqual(first - 3)
    expect(await page.evaluate('window.said')).toEqual([])
  })

  test('is back after a try by hand, which is announced once', async () => {
    const { page } = alcove
    ollama.recover()
    await tryButton().click()
    await row().getByText('Works').waitFor(SLOW)
    await page.getByText('Everything works').first().waitFor(SLOW)
    const said = (await page.evaluate('window.said')) as string[]
    expect(said.filter((words) => words.startsWith(`${name}: Works.`))).toEqual([
      `${name}: Works. 2 probes in a row succeeded.`,
    ])
    const past = await changes(page).allTextContents()
    expect(past.slice(0, 2).map((words) => words.replace(/^.*?Chat on Ollama/, ''))).toEqual([
      expect.stringMatching(/^Trying again.*Works2 probes in a row succeeded\.$/),
      expect.stringMatching(/^Resting.*Trying againTried by hand\.$/),
    ])
  })
})

/** Runs in the page: keeps what each change of a live region would have a screen reader say. */
const listenToLiveRegions = `{
  window.said = []
  const hear = (changes) => {
    const regions = changes.map(({ target }) =>
      (target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement)?.closest('[role=status], [role=alert], [aria-live]'))
    for (const region of new Set(regions)) if (region?.textContent) window.said.push(region.textContent)
  }
  new MutationObserver(hear).observe(document.body, { childList: true, characterData: true, subtree: true })
}`
