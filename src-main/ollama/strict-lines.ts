import { AppError } from '../base/app-error.ts'
import { answeredError } from './call-errors.ts'

/**
 * The bytes of a streamed answer, passed on line by line once each is seen to be JSON. The ollama package prints
 * lines that are not to the console and goes on: a token would be missing without a word. Throws AppError for such
 * a line, and for the `{"error": …}` that a server sends where it fails after the head.
 */
export async function* strictLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder('utf-8', { fatal: false })
  const encoder = new TextEncoder()
  let rest = ''
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line.trim() === '') continue
      check(line)
      yield encoder.encode(`${line}\n`)
    }
  }
  rest += decoder.decode()
  if (rest.trim() === '') return
  check(rest)
  yield encoder.encode(rest)
}

function check(line: string): void {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw new AppError('MODEL_FAILED', {
      message: 'The model server sent a line that is not JSON.',
      cause: error,
    })
  }
  if (typeof value !== 'object' || value === null) {
    throw new AppError('MODEL_FAILED', { message: 'The model server sent a line that is not an object.' })
  }
  if ('error' in value) throw answeredError(500, line, null)
}
