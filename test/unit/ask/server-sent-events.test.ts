import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readEvents, type ServerSentEvent } from '../../../scripts/ask/server-sent-events.ts'
import { serverSentEvent } from '../../../src-main/http/server-sent-events.ts'

async function eventsOf(...pieces: (string | Uint8Array)[]): Promise<ServerSentEvent[]> {
  const body = async function* () {
    for (const piece of pieces) yield typeof piece === 'string' ? new TextEncoder().encode(piece) : piece
  }
  const found: ServerSentEvent[] = []
  for await (const event of readEvents(body())) found.push(event)
  return found
}

const stream = 'event: delta\ndata: {"text":"Grüße 🗝️"}\n\n:\n\nevent: done\r\ndata: {"a":\r\ndata: 1}\r\n\r\n'
const events = [
  { event: 'delta', data: { text: 'Grüße 🗝️' } },
  { event: 'done', data: { a: 1 } },
]

describe('a stream', () => {
  test('is the same wherever the network cut it', async () => {
    const bytes = new TextEncoder().encode(stream)
    for (let at = 0; at <= bytes.length; at++) {
      expect(await eventsOf(bytes.subarray(0, at), bytes.subarray(at)), `cut at ${at}`).toEqual(events)
    }
    expect(await eventsOf(...[...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(events)
  })

  test('brings back whatever our own server writes into it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.integer({ min: 1, max: 7 }), async (data, size) => {
        const bytes = new TextEncoder().encode(serverSentEvent('delta', data))
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_none, n) =>
          bytes.subarray(n * size, (n + 1) * size),
        )
        expect(await eventsOf(...pieces)).toEqual([
          { event: 'delta', data: JSON.parse(JSON.stringify(data)) },
        ])
      }),
    )
  })

  test.each([
    ['without the space', 'event:x\ndata:1\n\n', [{ event: 'x', data: 1 }]],
    ['with CR alone', 'event: x\rdata: 1\r\r', [{ event: 'x', data: 1 }]],
    ['without a name', 'data: 1\n\n', [{ event: 'message', data: 1 }]],
    ['with other fields', 'id: 7\nretry: 9\ndata: 1\n\n', [{ event: 'message', data: 1 }]],
    ['with a name and no data', 'event: x\n\ndata: 1\n\n', [{ event: 'message', data: 1 }]],
    ['of comments alone', ':\n\n: hello\n\n', []],
    ['that is empty', '', []],
    ['cut off inside its last event', 'data: 1\n\ndata: 2', [{ event: 'message', data: 1 }]],
    ['cut off before the blank line', 'data: 1\n\ndata: 2\n', [{ event: 'message', data: 1 }]],
  ])('%s is read as the standard says', async (_name, text, expected) => {
    expect(await eventsOf(text)).toEqual(expected)
  })

  test('whose data is no JSON throws', async () => {
    await expect(eventsOf('data: {"a\n\n')).rejects.toThrow(SyntaxError)
  })
})
