import { AppError } from '../base/app-error.ts'
import { answeredError } from './call-errors.ts'

/** UTF-16 code units of one line: a token is a few hundred, and no answer of ours is one line of megabytes. */
const LONGEST_LINE = 4 * 1024 * 1024

/**
 * The bytes of a streamed answer, passed on line by line once each is seen to be JSON. The ollama package prints
 * lines that are not to the console and goes on: a token would be missing without a word. Throws AppError for such
 * a line, for one that does not end, and for the `{"error": …}` that a server sends where it fails after the head.
 */
export async function* strictLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder('utf-8', { fatal: false })
  const encoder = new TextEncoder()
  let rest = ''
  for await (const bytes of body) {
    const [end = '', ...begun] = decoder.decode(bytes, { stream: true }).split('\n')
    rest += end
    for (const begin of begun) {
      if (isLine(rest)) yield encoder.encode(`${rest}\n`)
      rest = begin
    }
    checkLength(rest)
  }
  rest += decoder.decode()
  if (isLine(rest)) yield encoder.encode(rest)
}

function checkLength({ length }: string): void {
  if (length <= LONGEST_LINE) return
  const message = `The model server sent a line of more than ${LONGEST_LINE / 1024 / 1024} MB.`
  throw new AppError('MODEL_FAILED', { message })
}

/** False for a blank one. */
function isLine(line: string): boolean {
  checkLength(line)
  if (line.trim() === '') return false
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
  return true
}
