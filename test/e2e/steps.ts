import type { ElectronApplication, Locator, Page } from 'playwright'

/** The handbook takes seconds; a machine that does other things besides may take a minute. */
const LIBRARY_MS = 170_000

/** What a person does and sees, by the names that a screen reader says. */
export function composer(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Ask your documents' })
}

export async function ask(page: Page, question: string): Promise<void> {
  await composer(page).fill(question)
  await composer(page).press('Enter')
}

export function answers(page: Page): Locator {
  return page.getByRole('article', { name: /answer/i })
}

export async function openView(
  page: Page,
  name: 'Chat' | 'Library' | 'Diagnostics' | 'Settings',
): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name }).click()
}

/** Through the settings, as the person's own choice would go; seen in the page before this returns. */
export async function setTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.evaluate(`window.alcove.invoke('settings.set', { theme: '${theme}' })`)
  await page.locator(`html[data-mantine-color-scheme="${theme}"]`).waitFor()
}

/** Until every document is in or has failed, and there is one at least. */
export async function waitForLibrary(page: Page): Promise<void> {
  type Answer = { data: { items: { state: string }[] } }
  const allIn = async () => {
    const { data } = (await page.evaluate(`window.alcove.invoke('library.documents', {})`)) as Answer
    return data.items.length > 0 && data.items.every(({ state }) => state === 'indexed' || state === 'failed')
  }
  const deadline = performance.now() + LIBRARY_MS
  while (!(await allIn())) {
    if (performance.now() > deadline) throw new Error('The library was not read in time')
    await page.waitForTimeout(250)
  }
}

/** The operating system's id of a child, by the name it was started with. */
export async function childPid(app: ElectronApplication, name: string): Promise<number> {
  const pid = await app.evaluate(
    ({ app: electron }, wanted) =>
      electron.getAppMetrics().find((metric) => metric.name === wanted || metric.serviceName === wanted)?.pid,
    name,
  )
  if (pid === undefined) throw new Error(`There is no process by the name of ${name}`)
  return pid
}

/** The next open dialog answers with these paths, as if a person had chosen them. */
export async function answerOpenDialog(app: ElectronApplication, paths: readonly string[]): Promise<void> {
  await app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [...filePaths] })
  }, paths)
}

/** The next save dialog answers with this path. */
export async function answerSaveDialog(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)
}
