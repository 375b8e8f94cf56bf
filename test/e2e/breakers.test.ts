import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AlcoveWindow, launchAlcove, removeDataFolder } from './alcove-window.ts'
import { openView, setTheme } from './steps.ts'

const SLOW = { timeout: 60_000 }
const title = 'Chat on the built-in engine'

const rowOf = (page: Page): Locator => page.getByRole('listitem', { name: title, exact: true })
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
    await control(page, 'Force open')
    await page
      .getByRole('status')
      .getByText('Answers are quoted, not written: the chat model was stopped by hand')
      .waitFor(SLOW)
    await rowOf(page).getByText('Stopped').waitFor()
    expect(await rowOf(page).getByRole('button', { name: 'Try now' }).count()).toBe(0)
    await changes(page)
      .first()
      .getByText(/By hand: forced open/)
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
