import type { AnswerEvent } from '../../../src-shared/schemas/chat.ts'
import { TOKEN } from './api-client.ts'

export const wire = {
  answer: 'The key hangs by the door [1].',
  mode: 'generated',
  citations: [
    {
      n: 1,
      document_id: 'd1',
      title: 'Keys',
      path: '/docs/keys.md',
      start: 0,
      end: 30,
      quote: 'The key hangs by the door.',
      score: 0.03,
    },
  ],
  cached: false,
  degraded: ['small_model'],
  model: 'small',
  timings: { total: 12 },
  trace_id: 't1',
}

export function parseEvents(text: string) {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('event: '))
    .map((block) => {
      const [event, data] = block.split('\n')
      return { event: event?.slice('event: '.length), data: JSON.parse(data?.slice('data: '.length) ?? '') }
    })
}

export const queryBytes = (port: number, body: object, ...headers: string[]) => {
  const text = JSON.stringify(body)
  return [
    'POST /api/query HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    `Authorization: Bearer ${TOKEN}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    ...headers,
    '',
    text,
  ].join('\r\n')
}

/** An answer that says its first events and then waits for its signal alone. */
export async function* hanging(
  events: readonly AnswerEvent[],
  signal: AbortSignal,
): AsyncIterable<AnswerEvent> {
  yield* events
  await new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })
}

export const aborted = (signal: AbortSignal | undefined) =>
  new Promise<unknown>((resolve) => {
    if (!signal || signal.aborted) resolve(signal?.reason)
    else signal.addEventListener('abort', () => resolve(signal.reason))
  })

/** Waits until `value` gives something: the server has come so far. */
export async function until<T>(value: () => T | undefined): Promise<T> {
  for (;;) {
    const found = value()
    if (found !== undefined) return found
    await new Promise((resolve) => setImmediate(resolve))
  }
}
