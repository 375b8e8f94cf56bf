import type { Page } from 'playwright'

const INPUT_ID = 'files-of-a-drop'

/**
 * Drops files on the window as a person does: real File objects of the system, which is what the preload reads
 * the paths from, in a drop event that the page itself hears.
 */
export async function dropFiles(page: Page, paths: readonly string[]): Promise<void> {
  await page.evaluate(`{
    const input = Object.assign(document.createElement('input'), { type: 'file', multiple: true, id: '${INPUT_ID}' })
    input.hidden = true
    document.body.append(input)
  }`)
  const input = page.locator(`#${INPUT_ID}`)
  await input.setInputFiles([...paths])
  await input.evaluate((element) => {
    const { files } = element as unknown as { files: Iterable<object> }
    const page = globalThis as unknown as {
      DataTransfer: new () => { items: { add(file: object): void } }
      DragEvent: new (type: string, init: object) => object
      dispatchEvent(event: object): void
    }
    const dataTransfer = new page.DataTransfer()
    for (const file of files) dataTransfer.items.add(file)
    for (const type of ['dragenter', 'dragover', 'drop']) {
      page.dispatchEvent(new page.DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
    }
    element.remove()
  })
}
