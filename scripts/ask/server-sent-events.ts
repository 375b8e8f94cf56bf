export interface ServerSentEvent {
  readonly event: string
  readonly data: unknown
}

/**
 * The events of a text/event-stream (WHATWG HTML §9.2) whose data is JSON, however the network cut it. Comments
 * are skipped; an event that is cut off at the end is dropped, as the standard has it. Throws SyntaxError for
 * data that is no JSON.
 */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  let event = ''
  let data: string[] = []
  for await (const line of linesOf(body)) {
    if (line === '') {
      if (data.length > 0) yield { event: event || 'message', data: JSON.parse(data.join('\n')) }
      event = ''
      data = []
      continue
    }
    const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
    if (name === 'event') event = value
    if (name === 'data') data.push(value)
  }
}

/** Lines end with LF, CR LF or CR; what follows the last end is none. */
async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let pending = ''
  for await (const bytes of body) {
    pending += decoder.decode(bytes, { stream: true })
    // A CR at the very end may be half of a CR LF.
    const lines = pending.split(/\r\n|\n|\r(?!$)/)
    pending = lines.pop() ?? ''
    yield* lines
  }
  if (pending.endsWith('\r')) yield pending.slice(0, -1)
}
