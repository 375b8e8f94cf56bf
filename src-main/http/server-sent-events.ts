import { setTimeout as wait } from 'node:timers/promises'

/** One event of a text/event-stream (WHATWG HTML §9.2). JSON holds no line break, so one data line will do. */
export function serverSentEvent(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

const COMMENT = ':\n\n'

/**
 * Sends a comment whenever nothing came for `ms`: a model that loads for a minute is not taken for a dead
 * server, and a caller that went without a word is noticed.
 */
export async function* withHeartbeat(texts: AsyncIterable<string>, ms: number): AsyncGenerator<string> {
  const iterator = texts[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = iterator.next()
      let step = await orSilence(next, ms)
      while (step === null) {
        yield COMMENT
        step = await orSilence(next, ms)
      }
      if (step.done) return
      yield step.value
    }
  } finally {
    await iterator.return?.()
  }
}

/** Null when `ms` passed first. */
async function orSilence<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  const timer = new AbortController()
  const silence = wait(ms, null, { signal: timer.signal, ref: false })
  silence.catch(() => {})
  try {
    return await Promise.race([promise, silence])
  } finally {
    timer.abort()
  }
}
