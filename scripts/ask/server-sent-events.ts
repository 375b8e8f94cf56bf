import type { Response } from 'undici'

export interface ServerSentEvent {
  readonly event: string
  readonly data: unknown
}

/** The events of a text/event-stream whose data is JSON, however the network cut it. */
export async function* readEvents(response: Response): AsyncIterable<ServerSentEvent> {
  const decoder = new TextDecoder()
  let pending = ''
  for await (const bytes of response.body ?? []) {
    pending += decoder.decode(bytes, { stream: true })
    const blocks = pending.split('\n\n')
    pending = blocks.pop() ?? ''
    for (const block of blocks) yield parseBlock(block)
  }
}

function parseBlock(block: string): ServerSentEvent {
  const field = (name: string) =>
    block
      .split('\n')
      .filter((line) => line.startsWith(`${name}: `))
      .map((line) => line.slice(name.length + 2))
      .join('\n')
  return { event: field('event') || 'message', data: JSON.parse(field('data')) }
}
