import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AlcoveWindow, launchAlcove, removeDataFolder } from './alcove-window.ts'
import { answers, ask, composer, openView, setTheme, waitForLibrary } from './steps.ts'

const views = ['Chat', 'Library', 'Diagnostics', 'Settings'] as const

async function violationsOf(page: Page): Promise<string[]> {
  // Legacy mode stays in this page; the other one opens a second, which Electron has not.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

describe('the window', () => {
  let alcove: AlcoveWindow

  beforeAll(async () => {
    alcove = await launchAlcove({ width: 900, height: 600 })
    const { page } = alcove
    await page.getByRole('button', { name: 'Try the sample handbook' }).click()
    await waitForLibrary(page)
    await ask(page, 'How long must water be boiled at Lastlight if the ultraviolet lamp fails?')
    await answers(page).last().getByRole('button', { name: 'Copy' }).waitFor({ timeout: 120_000 })
  })

  afterAll(async () => {
    await alcove?.quit()
    if (alcove) await removeDataFolder(alcove.dataFolder)
  })

  for (const theme of ['light', 'dark'] as const) {
    for (const view of views) {
      test(`has no accessibility violation in ${view}, ${theme}`, async () => {
        const { page } = alcove
        await setTheme(page, theme)
        await openView(page, view)
        await page.getByRole('main').waitFor()
        expect(await violationsOf(page)).toEqual([])
      })

      test(`fits ${view} into 900 × 600 without scrolling sideways, ${theme}`, async () => {
        const { page } = alcove
        await openView(page, view)
        const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
        expect(overflow).toBeLessThanOrEqual(0)
      })
    }
  }

  test('shows a source wholly at 900 × 600, and closes it by Escape', async () => {
    const { page } = alcove
    await openView(page, 'Chat')
    await answers(page)
      .last()
      .getByRole('button', { name: /^Source \d+: / })
      .first()
      .click()
    const panel = page.getByRole('complementary', { name: /^Source: / })
    await panel.locator('mark').first().waitFor()
    const edges = () =>
      panel.evaluate((element) => {
        const { left, right } = element.getBoundingClientRect()
        return { left, right }
      })
    await expect.poll(edges).toEqual({ left: 400, right: 900 })
    expect(await violationsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
  })

  test('goes everywhere by keyboard alone', async () => {
    const { page } = alcove
    const heading = (name: string | RegExp) => page.getByRole('heading', { name }).first()
    await page.keyboard.press('Control+2')
    await heading('Library').waitFor()
    await page.keyboard.press('Control+3')
    await heading(/works|answer|starting/i).waitFor()
    await page.keyboard.press('Control+Comma')
    await heading('Settings').waitFor()
    await page.keyboard.press('Control+n')
    await composer(page).waitFor()
    expect(await composer(page).evaluate((element) => element.ownerDocument.activeElement === element)).toBe(
      true,
    )
  })
})
