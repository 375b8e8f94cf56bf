import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright'
import { launchAlcove, removeDataFolder } from '../test/e2e/alcove-window.ts'
import { answers, ask, openView, setTheme, waitForLibrary } from '../test/e2e/steps.ts'

/**
 * Takes the README's pictures from the built app with the sample handbook: `node scripts/screenshots.ts [folder]`.
 * Each view in both themes and two sizes; the README shows the best of them.
 */
const folder = resolve(process.argv[2] ?? 'docs/images')
const sizes = [
  { width: 1440, height: 900 },
  { width: 900, height: 600 },
]
const questions = [
  'What does a bed cost for a member in winter?',
  'When did the ice go out of the tarn in 2023?',
  'How close to a house can I fly my drone?',
]
/** Another one, and the last of those anew: denied, of another thing, and in other words. */
const askedAgain = [
  'What is the earliest day on record that the ice went out?',
  'How close to a house can I not fly my drone?',
  'How close to a road can I fly my drone?',
  'Can you tell me how close to a house I can fly my drone?',
]
/** Sections of the explorer of earlier answers. */
const tabs = ['Overview', 'Entries', 'Near misses', 'Threshold', 'Experiment', 'Questions']
/** Charts and the log have something to show by then. */
const LIVE_MS = 4_000
/** An embedder is measured when it has been quiet for a while. */
const MEASURED_MS = 180_000

await mkdir(folder, { recursive: true })
for (const size of sizes) {
  const alcove = await launchAlcove({ ...size, env: { USE_SEMANTIC_CACHE: '' } })
  try {
    await visit(alcove.page, size.width)
  } finally {
    await alcove.quit()
    await removeDataFolder(alcove.dataFolder)
  }
}

async function visit(page: Page, width: number): Promise<void> {
  await inBothThemes(page, 'welcome', width)
  await page.getByRole('button', { name: 'Try the sample handbook' }).click()
  await waitForLibrary(page)
  for (const question of questions) await askAnew(page, question)
  await answers(page)
    .last()
    .getByRole('button', { name: /^Source \d+: / })
    .first()
    .click()
  await inBothThemes(page, 'chat', width)
  await page.keyboard.press('Escape')
  for (const view of ['Library', 'Diagnostics', 'Settings'] as const) {
    await openView(page, view)
    // Away from the rail, whose hints would lie over the view.
    await page.mouse.move(width - 40, 20)
    await page.waitForTimeout(LIVE_MS)
    await inBothThemes(page, view.toLowerCase(), width)
  }
  await visitEarlierAnswers(page, width)
}

async function visitEarlierAnswers(page: Page, width: number): Promise<void> {
  await openView(page, 'Diagnostics')
  await page.getByRole('tab', { name: 'Earlier answers' }).click()
  await page.getByRole('tab', { name: 'Experiment' }).click()
  await inBothThemes(page, 'cache-plan', width)
  await page.getByRole('button', { name: 'Start' }).click()
  for (const question of askedAgain) await askAnew(page, question)
  await inBothThemes(page, 'cache-mark', width)
  await openView(page, 'Diagnostics')
  await page.getByRole('tab', { name: 'Threshold' }).click()
  await page.getByRole('img', { name: /^Precision/ }).waitFor({ timeout: MEASURED_MS })
  for (const tab of tabs) {
    await page.getByRole('tab', { name: tab, exact: true }).click()
    await page.mouse.move(width - 40, 20)
    await page.waitForTimeout(LIVE_MS)
    await inBothThemes(page, `cache-${tab.toLowerCase().replace(' ', '-')}`, width)
  }
  await page.getByRole('tab', { name: 'Entries' }).click()
  await page.getByRole('rowheader').first().getByRole('button').click()
  await page.waitForTimeout(500)
  await inBothThemes(page, 'cache-entry', width)
  await page.keyboard.press('Escape')
}

async function askAnew(page: Page, question: string): Promise<void> {
  await openView(page, 'Chat')
  await page.getByRole('button', { name: 'New chat' }).click()
  await ask(page, question)
  await answers(page).last().getByRole('button', { name: 'Copy' }).waitFor({ timeout: 60_000 })
}

async function inBothThemes(page: Page, name: string, width: number): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await setTheme(page, theme)
    await page.waitForTimeout(500)
    await page.screenshot({ path: join(folder, `${name}-${theme}${width < 1000 ? '-small' : ''}.png`) })
  }
}
