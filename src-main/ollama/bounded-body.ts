import { AppError } from '../base/app-error.ts'

/** The first bytes of a body as text, at least `most` of them where there are so many; the rest is not read. */
export async function beginningOf(body: AsyncIterable<Uint8Array> | null, most: number): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let read = 0
  for await (const bytes of body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    read += bytes.length
    if (read >= most) break
  }
  return text + decoder.decode()
}

/** The same bytes; throws MODEL_FAILED where there are more than `most`, before they are all in memory. */
export async function* bounded(body: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let read = 0
  for await (const bytes of body) {
    read += bytes.length
    if (read > most) {
      const message = `The model server sent an answer of more than ${most / 1024 / 1024} MB.`
      throw new AppError('MODEL_FAILED', { message })
    }
    yield bytes
  }
}
