import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FakeOllama } from '../fakes/fake-ollama.ts'
import { type AlcoveWindow, newDataFolder } from './alcove-window.ts'
import { endAll, lastAnswer, SLOW, scriptOf, startOllama, withDeposit } from './outage-steps.ts'
import { answerOpenDialog, ask, openView, setTheme } from './steps.ts'

const QUESTION = 'What is the deposit for the brass key?'
const REWORDED = 'For the brass key, what is the deposit?'
const NEGATED = 'What is not the deposit for the brass key?'
const OTHER = 'Who is the deposit paid to?'
const tabs = ['Overview', 'Entries', 'Near misses', 'Threshold', 'Experiment', 'Questions'] as const

/** The chat model is made up; documents, search, cache, guard, calibration and experiment are real. In this order. */
describe('the explorer of earlier answers', () => {
  const ollama = new FakeOllama()
  let files: string
  let alcove: AlcoveWindow

  beforeAll(async () => {
    // Wide enough that one word more leaves a question near the one without it.
    await startOllama(ollama, 384)
    files = await newDataFolder()
    const env = { OLLAMA_HOST: ollama.origin, ALCOVE_BACKEND: 'ollama', USE_SEMANTIC_CACHE: '' }
    alcove = await withDeposit({ env, width: 900, height: 600 }, files)
    for (const question of [QUESTION, REWORDED, NEGATED, OTHER]) await askAnew(alcove.page, question)
  })

  afterAll(() => endAll(ollama, alcove, files))

  test('is reached by keyboard, and tells how much was saved', async () => {
    const { page } = alcove
    await page.keyboard.press('Control+3')
    await page.getByRole('tab', { name: 'Parts and calls' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('heading', { name: 'Since the start' }).waitFor(SLOW)
    await page.keyboard.press('ArrowLeft')
    await page.getByRole('heading', { name: 'Circuit breakers' }).waitFor(SLOW)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('earlier answers')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Since the start' }).waitFor(SLOW)
    await expect.poll(() => figure(page, 'In other words'), SLOW).toBe('1')
    expect(await figure(page, 'Hit rate')).toMatch(/^25\s?%$/)
    expect(await figure(page, 'Held back by the guard')).toBe('1')
    await page.getByText('The nearest asks something else').waitFor()
  })

  test('opens a kept answer with its citation by Enter, and gives the focus back', async () => {
    const { page } = alcove
    await openTab(page, 'Entries')
    await expect.poll(() => row(page).count(), SLOW).toBe(3)
    await search(page).fill('brass key')
    await expect.poll(() => row(page).count(), SLOW).toBe(2)
    const kept = page.getByRole('button', { name: QUESTION, exact: true })
    await kept.focus()
    await page.keyboard.press('Enter')
    const drawer = page.getByRole('dialog', { name: 'Kept answer' })
    await drawer.getByText('It is fifty crowns').waitFor(SLOW)
    await drawer.getByText('The deposit for the brass key is fifty crowns').first().waitFor()
    await drawer.getByText('fake-chat:latest').waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    await expect.poll(() => hasFocus(kept)).toBe(true)
    await search(page).fill('')
    await expect.poll(() => row(page).count(), SLOW).toBe(3)
  })

  test('follows what is asked meanwhile without taking focus, row or scroll away', async () => {
    const { page } = alcove
    const second = row(page).nth(1)
    await second.focus()
    const before = await row(page).allTextContents()
    const scroll = () =>
      page.getByRole('region', { name: 'Diagnostics' }).evaluate(({ scrollTop }) => scrollTop)
    const was = await scroll()
    const script = await scriptOf(alcove)
    const asked = 'Which hut has a warden with a brass key?'
    expect((await script.call('POST', '/api/query', { query: asked })).status).toBe(200)
    await page.getByText('The list has changed since.').waitFor(SLOW)
    expect(await row(page).allTextContents()).toEqual(before)
    expect([await hasFocus(second), await scroll()]).toEqual([true, was])
    await page.getByRole('button', { name: 'Show it as it is now' }).click()
    await expect.poll(() => row(page).first().textContent(), SLOW).toBe(asked)
  })

  test('removes an answer by Delete, and goes on from the next', async () => {
    const { page } = alcove
    const gone = row(page).first()
    const name = await gone.textContent()
    await gone.focus()
    await page.keyboard.press('Delete')
    await expect.poll(() => row(page).count(), SLOW).toBe(3)
    expect(await row(page).allTextContents()).not.toContain(name)
    await expect.poll(() => hasFocus(row(page).first())).toBe(true)
  })

  test('shows the question that denies beside the kept one, with the rule', async () => {
    const { page } = alcove
    await openTab(page, 'Near misses')
    const miss = page.getByRole('listitem').filter({ hasText: NEGATED })
    await miss.waitFor(SLOW)
    expect(await miss.textContent()).toContain(QUESTION)
    await miss.getByText('Negation').waitFor()
    await page.getByRole('combobox', { name: 'Rule' }).click()
    await page.getByRole('option', { name: /^Negation/ }).click()
    await page.getByText('turn the answer round').waitFor()
    expect(await miss.count()).toBe(1)
  })

  test('draws what the embedder is worth, with the threshold in force, and as a table', async () => {
    const { page } = alcove
    await openTab(page, 'Threshold')
    const measure = page.getByRole('button', { name: /^Measure/ })
    if (await measure.isEnabled()) await measure.click()
    await page.getByRole('img', { name: /^Precision/ }).waitFor({ timeout: 120_000 })
    await page
      .getByRole('img', { name: /^Hit rate/ })
      .getByText('0.92 in force')
      .waitFor()
    await page.getByText('The same in figures').click()
    const inForce = page.getByRole('row', { name: /^0\.92 in force/ })
    expect(await inForce.getByRole('cell').count()).toBe(6)
  })

  test('runs an experiment in shadow and ends it, by keyboard', async () => {
    const { page } = alcove
    await openTab(page, 'Experiment')
    await page.getByRole('radio', { name: 'Live' }).check()
    await page.getByText('wrong answers would be served').waitFor()
    await page.getByRole('radio', { name: 'In shadow' }).check()
    await page.getByRole('button', { name: 'Start' }).press('Enter')
    const panel = page.getByRole('tabpanel', { name: 'Experiment' })
    await panel.getByText('Running', { exact: true }).waitFor(SLOW)

    await askAnew(page, REWORDED)
    await openView(page, 'Diagnostics')
    const first = page.getByRole('row', { name: /^0\.92 ?with guard/ })
    await expect
      .poll(async () => (await first.getByRole('cell').allTextContents()).slice(0, 2), SLOW)
      .toEqual(['1', '1'])
    await page.getByText('Too little was seen for a verdict').waitFor()
    const unguarded = page.getByRole('button', { name: /^Adopt 0\.92 without the guard: / })
    expect(await unguarded.getAttribute('aria-disabled')).toBe('true')

    await page.getByRole('button', { name: 'End', exact: true }).press('Enter')
    await panel.getByText('Ended', { exact: true }).waitFor(SLOW)
  })

  test('makes an arm the setting', async () => {
    const { page } = alcove
    await page.getByRole('button', { name: 'Adopt 0.92 with the guard' }).press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Adopt' }).click()
    type View = { data: { values: { cacheThreshold: number }; sources: { cacheThreshold: string } } }
    const seen = async () => ((await page.evaluate(`window.alcove.invoke('settings.get', {})`)) as View).data
    await expect.poll(async () => (await seen()).sources.cacheThreshold, SLOW).toBe('settings')
    expect((await seen()).values.cacheThreshold).toBe(0.92)
  })

  for (const theme of ['light', 'dark'] as const) {
    for (const tab of tabs) {
      test(`has no accessibility violation in ${tab}, and fits into 900 × 600, ${theme}`, async () => {
        const { page } = alcove
        await setTheme(page, theme)
        await openTab(page, tab)
        await page.getByRole('tabpanel', { name: tab }).waitFor()
        await page.getByLabel('Reading', { exact: true }).waitFor({ state: 'detached', ...SLOW })
        // Legacy mode stays in this page; the other one opens a second, which Electron has not.
        const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' '))])).toEqual(
          [],
        )
        const over = await page
          .getByRole('region', { name: 'Diagnostics' })
          .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
        expect(over).toBeLessThanOrEqual(0)
      })
    }
  }

  test('asks a frequent question again in Chat, where the earlier answer is marked', async () => {
    const { page } = alcove
    await openTab(page, 'Questions')
    // The wording that was asked most names those that ask the same.
    await page
      .getByRole('button', { name: `Ask again in Chat: ${REWORDED}` })
      .first()
      .click(SLOW)
    await lastAnswer(page).getByRole('region', { name: 'From an earlier answer' }).waitFor(SLOW)
  })

  test('forgets all, once that is confirmed', async () => {
    const { page } = alcove
    await openView(page, 'Diagnostics')
    await openTab(page, 'Overview')
    await page.getByRole('button', { name: 'Clear all…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await openTab(page, 'Entries')
    await expect.poll(() => row(page).count(), SLOW).toBeGreaterThan(0)
    await openTab(page, 'Overview')
    await page.getByRole('button', { name: 'Clear all…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Clear all' }).click()
    await openTab(page, 'Entries')
    await page.getByText('No answer is kept yet').waitFor(SLOW)
  })

  test('has questions of a file answered ahead, and tells how that goes', async () => {
    const { page } = alcove
    const file = join(files, 'questions.txt')
    writeFileSync(file, `${QUESTION}\n${OTHER}\n`)
    await answerOpenDialog(alcove.app, [file])
    await openTab(page, 'Overview')
    await page.getByRole('button', { name: 'From a file of questions…' }).press('Enter')
    const panel = page.getByRole('region', { name: 'Answer ahead' })
    await panel.getByText('2 of 2 questions: 2 answered and kept').waitFor(SLOW)
    await panel.getByText('Done', { exact: true }).waitFor(SLOW)
    await openTab(page, 'Entries')
    await expect
      .poll(async () => (await row(page).allTextContents()).sort(), SLOW)
      .toEqual([QUESTION, OTHER].sort())
  })

  test('shows the answers written from one document, and forgets them all', async () => {
    const { page } = alcove
    await page.getByRole('button', { name: 'deposit', exact: true }).first().click()
    await page.getByText('Written from deposit').waitFor(SLOW)
    await page.getByRole('button', { name: 'Remove all of it…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByText('No answer is kept yet').waitFor(SLOW)
  })

  test('is switched off and on where it is looked at', async () => {
    const { page } = alcove
    const toggle = page.getByRole('switch', { name: 'Earlier answers' })
    await toggle.press('Space')
    await page.getByText('Off: nothing is served or kept').waitFor(SLOW)
    await toggle.press('Space')
    await page.getByText('On', { exact: true }).waitFor(SLOW)
  })
})

const openTab = (page: Page, name: (typeof tabs)[number]) =>
  page.getByRole('tab', { name, exact: true }).click()
const row = (page: Page): Locator => page.getByRole('table').getByRole('rowheader').getByRole('button')
const search = (page: Page): Locator => page.getByRole('textbox', { name: 'Search kept questions' })
const hasFocus = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element.ownerDocument.activeElement === element)

/** What stands under a label of the overview. */
async function figure(page: Page, label: string): Promise<string | null> {
  const pair = page.getByRole('term').filter({ hasText: label }).locator('xpath=..')
  return pair.getByRole('definition').textContent()
}

/** In a conversation of its own, until the whole answer stands there. */
async function askAnew(page: Page, question: string): Promise<void> {
  await openView(page, 'Chat')
  await page.getByRole('button', { name: 'New chat' }).click()
  await ask(page, question)
  await lastAnswer(page).getByText('It is fifty crowns').first().waitFor(SLOW)
  await lastAnswer(page).getByRole('button', { name: 'Copy answer' }).waitFor(SLOW)
}
