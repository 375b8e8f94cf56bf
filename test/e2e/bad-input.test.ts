import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorCatalogue } from '../../src-shared/error-codes.ts'
import {
  fixtureErrors,
  hostileNames,
  writeHostileNames,
  writeOddEntries,
} from '../integration/faults-documents.ts'
import { type AlcoveWindow, launchAlcove, newDataFolder, removeDataFolder } from './alcove-window.ts'
import { dropFiles } from './drop.ts'
import { openView, waitForLibrary } from './steps.ts'

const fixtures = resolve(import.meta.dirname, '../fixtures/documents')
const PATIENCE = { timeout: 20_000 }

/** A person drops everything at once that can be wrong with a file. In this order. */
describe('a drop of bad files', () => {
  let alcove: AlcoveWindow
  let files: string

  beforeAll(async () => {
    files = await newDataFolder()
    alcove = await launchAlcove()
  })

  afterAll(async () => {
    await alcove?.quit()
    if (alcove) await removeDataFolder(alcove.dataFolder)
    await rm(files, { recursive: true, force: true })
  })

  test('lists what was refused, each under its reason, and takes the rest', async () => {
    const { page } = alcove
    await openView(page, 'Library')
    writeHostileNames(join(files, 'names'))
    const outside = join(files, 'outside.txt')
    writeFileSync(outside, 'outside')
    writeOddEntries(join(files, 'odd'), outside)
    mkdirSync(join(files, 'pictures'))
    const picture = join(files, 'pictures', '<b>bold.png')
    writeFileSync(picture, 'no picture')
    const good = readdirSync(fixtures).filter((name) => !/^\.|^README/.test(name))
    await dropFiles(page, [
      ...good.map((name) => join(fixtures, name)),
      ...hostileNames.map((name) => join(files, 'names', name)),
      picture,
    ])
    const dialog = page.getByRole('dialog', { name: 'Not everything could be added' })
    await dialog.getByText(`${good.length + hostileNames.length} files added, 1 refused.`).waitFor(PATIENCE)
    const reasons = dialog.getByRole('region', { name: 'Refused files' })
    await reasons.getByText(errorCatalogue.FILE_UNSUPPORTED.message).waitFor()
    expect(await reasons.getByRole('listitem').allTextContents()).toEqual([picture])
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await waitForLibrary(page)
  })

  test('shows each file that could not be read with its reason, and how to try again', async () => {
    const { page } = alcove
    const count = Object.keys(fixtureErrors).length
    await page.getByText(`${count} files could not be read`).first().waitFor(PATIENCE)
    await page.getByRole('button', { name: 'Show why' }).click()
    const list = page.getByRole('region', { name: 'Files that could not be read' })
    const shown = await list.getByRole('listitem').allTextContents()
    expect(shown).toHaveLength(count)
    for (const name of Object.keys(fixtureErrors)) {
      expect(
        shown.filter((text) => text.startsWith(name)),
        name,
      ).toHaveLength(1)
    }
    await list
      .getByText(/protected by a password/)
      .first()
      .waitFor()
    await list.getByText(errorCatalogue.FILE_EMPTY.message).first().waitFor()
    expect(await list.getByRole('button', { name: 'Try again: empty.txt' }).count()).toBe(1)
  })

  test('shows names as text: nothing in them becomes an element', async () => {
    const { page } = alcove
    const search = page.getByRole('textbox', { name: 'Search documents by title or path' })
    for (const name of [
      '<img src=x onerror=alert(1)>.txt',
      `'single' "double" \`back\`.txt`,
      '; DROP TABLE document;--.txt',
    ]) {
      await search.fill(name.slice(0, 12))
      await page
        .getByRole('grid')
        .getByText(name.replace(/\.txt$/, ''))
        .first()
        .waitFor(PATIENCE)
    }
    expect(await page.evaluate(`document.querySelectorAll('img[src="x"], b').length`)).toBe(0)
    const { data } = (await page.evaluate(`window.alcove.invoke('library.documents', {})`)) as {
      data: { items: { state: string }[] }
    }
    const failed = data.items.filter(({ state }) => state === 'failed').length
    expect(failed).toBe(Object.keys(fixtureErrors).length)
  })
})
