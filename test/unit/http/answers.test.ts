import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import type { AnswerEvent } from '../../../src-shared/schemas/chat.ts'
import { queryAnswer } from '../../../src-shared/schemas/http.ts'
import { openSocket, postQuery, rawExchange, startApi, TOKEN } from './api-client.ts'
import { answer, answerEvents } from './fake-services.ts'

const wire = {
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

function parseEvents(text: string) {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('event: '))
    .map((block) => {
      const [event, data] = block.split('\n')
      return { event: event?.slice('event: '.length), data: JSON.parse(data?.slice('data: '.length) ?? '') }
    })
}

const queryBytes = (port: number, body: object, ...headers: string[]) => {
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
async function* hanging(events: readonly AnswerEvent[], signal: AbortSignal): AsyncIterable<AnswerEvent> {
  yield* events
  await new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })
}

const aborted = (signal: AbortSignal | undefined) =>
  new Promise<unknown>((resolve) => {
    if (!signal || signal.aborted) resolve(signal?.reason)
    else signal.addEventListener('abort', () => resolve(signal.reason))
  })

/** Waits until `value` gives something: the server has come so far. */
async function until<T>(value: () => T | undefined): Promise<T> {
  for (;;) {
    const found = value()
    if (found !== undefined) return found
    await new Promise((resolve) => setImmediate(resolve))
  }
}

describe('an answer as one object', () => {
  test('is the documented one', async () => {
    const { origin, services } = await startApi()
    const response = await postQuery(origin, {
      query: ' Where is the key? ',
      k: 3,
      collection: 'My documents',
    })
    const body = await response.json()
    expect(response.status).toBe(200)
    expect(body).toEqual(wire)
    expect(queryAnswer.strict().parse(body)).toEqual(wire)
    expect(services.asked[0]?.request).toEqual({
      question: 'Where is the key?',
      collectionId: 'My documents',
      k: 3,
      history: [],
    })
  })

  test('tells page and similarity where there are such', async () => {
    const { origin, services } = await startApi()
    const [citation] = answer.citations
    services.script = async function* () {
      yield {
        type: 'done',
        answer: { ...answer, similarity: 0.97, citations: citation ? [{ ...citation, page: 4 }] : [] },
      }
    }
    expect(await (await postQuery(origin, { query: 'q' })).json()).toMatchObject({
      similarity: 0.97,
      citations: [{ page: 4 }],
    })
  })

  test.each([
    [new AppError('MODEL_UNAVAILABLE'), 503, 'MODEL_UNAVAILABLE'],
    [new AppError('DEADLINE_FIRST_TOKEN'), 504, 'DEADLINE_FIRST_TOKEN'],
    [new AppError('DISK_FULL'), 507, 'DISK_FULL'],
    [new Error('secret /home/person'), 500, 'INTERNAL'],
    [Object.assign(new Error('secret'), { statusCode: 200 }), 500, 'INTERNAL'],
    ['secret thrown as text', 500, 'INTERNAL'],
    [undefined, 500, 'INTERNAL'],
  ])('that fails with %s has its status and code, and tells no secret', async (thrown, status, code) => {
    const { origin, services } = await startApi()
    services.script = async function* () {
      yield { type: 'stage', stage: 'searching' }
      throw thrown
    }
    const response = await postQuery(origin, { query: 'q' })
    const text = await response.text()
    expect([response.status, JSON.parse(text).error.code]).toEqual([status, code])
    expect(text).not.toMatch(/secret|stack|node_modules/)
    const logged = services.log.tail.lines(10).filter(({ level }) => level === 'error')
    expect(logged).toHaveLength(code === 'INTERNAL' ? 1 : 0)
  })

  test('says when to come back', async () => {
    const { origin, services } = await startApi()
    services.script = async function* () {
      yield* []
      throw new AppError('MODEL_BUSY', { data: { retryAfter: 1.2 } })
    }
    expect((await postQuery(origin, { query: 'q' })).headers.get('retry-after')).toBe('2')
  })

  test('that never ends with done is INTERNAL', async () => {
    const { origin, services } = await startApi()
    services.script = async function* () {
      yield { type: 'stage', stage: 'searching' }
    }
    expect((await postQuery(origin, { query: 'q' })).status).toBe(500)
  })

  test('asks an unknown collection nothing', async () => {
    const { origin, services } = await startApi()
    expect((await postQuery(origin, { query: 'q', collection: 'none' })).status).toBe(404)
    expect(services.asked).toEqual([])
  })
})

describe('a streamed answer', () => {
  test.each([
    ['by stream: true', { query: 'q', stream: true }, {}],
    ['by Accept', { query: 'q' }, { Accept: 'text/event-stream' }],
  ])('%s brings each event, the last of them the answer', async (_name, body, headers) => {
    const { port } = await startApi()
    const extra = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    const text = await rawExchange(port, queryBytes(port, body, 'Connection: close', ...extra))
    expect(text).toMatch(/^HTTP\/1\.1 200 /)
    expect(text).toMatch(/content-type: text\/event-stream; charset=utf-8/i)
    const chunked = text.replaceAll(/\r\n[0-9a-f]+\r\n/g, '')
    expect(parseEvents(chunked.slice(chunked.indexOf('event: ')))).toEqual([
      { event: 'stage', data: { stage: 'searching' } },
      { event: 'sources', data: { citations: wire.citations } },
      { event: 'delta', data: { text: 'The key hangs ' } },
      { event: 'delta', data: { text: 'by the door [1].' } },
      { event: 'done', data: wire },
    ])
  })

  test('keeps line breaks and separators of the text inside its event', async () => {
    const { origin, services } = await startApi()
    const text = 'a\n\nevent: done\ndata: {}\r\n\u2028\u0000'
    services.script = async function* () {
      yield { type: 'delta', text }
      yield { type: 'done', answer }
    }
    const events = parseEvents(await (await postQuery(origin, { query: 'q', stream: true })).text())
    expect(events.map(({ event }) => event)).toEqual(['delta', 'done'])
    expect(events[0]?.data).toEqual({ text })
  })

  test('that fails before its first event has the status of its error', async () => {
    const { origin, services } = await startApi()
    services.script = async function* () {
      yield* []
      throw new AppError('MODEL_UNAVAILABLE')
    }
    const response = await postQuery(origin, { query: 'q', stream: true })
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ error: { code: 'MODEL_UNAVAILABLE' } })
  })

  test.each([
    [new AppError('MODEL_FAILED'), 'MODEL_FAILED'],
    [new Error('secret'), 'INTERNAL'],
  ])('that fails later ends with an error event', async (thrown, code) => {
    const { origin, services } = await startApi()
    services.script = async function* () {
      yield { type: 'delta', text: 'The' }
      throw thrown
    }
    const text = await (await postQuery(origin, { query: 'q', stream: true })).text()
    expect(parseEvents(text)).toMatchObject([{ event: 'delta' }, { event: 'error', data: { code } }])
    expect(text).not.toContain('secret')
    expect(services.log.tail.lines(10)).toHaveLength(code === 'INTERNAL' ? 1 : 0)
  })

  test('that stops without its end says so', async () => {
    const { origin, services } = await startApi()
    services.script = async function* () {
      yield { type: 'delta', text: 'The' }
    }
    const events = parseEvents(await (await postQuery(origin, { query: 'q', stream: true })).text())
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { code: 'INTERNAL' } })
  })

  test('says that it lives while the model is silent', async () => {
    const { origin, services } = await startApi({ heartbeatMs: 10 })
    let proceed = () => {}
    const beaten = new Promise<void>((resolve) => {
      proceed = resolve
    })
    services.script = async function* () {
      yield { type: 'stage', stage: 'loading_model' }
      await beaten
      yield { type: 'done', answer }
    }
    const response = await postQuery(origin, { query: 'q', stream: true })
    let text = ''
    for await (const bytes of response.body ?? []) {
      text += Buffer.from(bytes).toString()
      if (text.includes('\n\n:\n\n')) proceed()
    }
    expect(parseEvents(text.replaceAll('\n\n:\n\n', '\n\n')).at(-1)?.event).toBe('done')
  })
})

describe('a caller that goes away', () => {
  test.each([
    ['before the first event', [], true],
    ['before the first event of a whole answer', [], false],
    ['between two events', answerEvents.slice(0, 3), true],
    ['before a whole answer is out', answerEvents.slice(0, 3), false],
  ])('%s ends the answer', async (_name, events, stream) => {
    const { port, services } = await startApi()
    services.script = (_request, signal) => hanging(events, signal)
    const socket = openSocket(port)
    socket.write(queryBytes(port, { query: 'q', stream }))
    const asked = await until(() => services.asked[0])
    if (stream && events.length > 0) await once(socket, 'data')
    socket.destroy()
    expect(await aborted(asked.signal)).toMatchObject({ code: 'CANCELLED' })
  })

  test('on a connection that was used before ends the answer, and the earlier one is untouched', async () => {
    const { port, services } = await startApi()
    const socket = openSocket(port)
    socket.write(queryBytes(port, { query: 'first' }))
    await once(socket, 'data')
    services.script = (_request, signal) => hanging(answerEvents.slice(0, 1), signal)
    socket.write(queryBytes(port, { query: 'second', stream: true }))
    const second = await until(() => services.asked[1])
    await once(socket, 'data')
    socket.destroy()
    expect(await aborted(second.signal)).toMatchObject({ code: 'CANCELLED' })
    expect(services.asked[0]?.signal.aborted).toBe(false)
  })

  test('ends also the answers that wait behind another on its connection', async () => {
    const { port, services } = await startApi()
    services.script = (_request, signal) => hanging([], signal)
    const socket = openSocket(port)
    socket.write(queryBytes(port, { query: 'first' }) + queryBytes(port, { query: 'second', stream: true }))
    await until(() => services.asked[1])
    socket.destroy()
    for (const { signal } of services.asked)
      expect(await aborted(signal)).toMatchObject({ code: 'CANCELLED' })
  })

  test('leaves its place to others, even where the pipeline does not heed its signal', async () => {
    const { port, origin, services } = await startApi()
    services.script = async function* () {
      yield { type: 'stage', stage: 'searching' }
      await new Promise(() => {})
    }
    const sockets = Array.from({ length: 32 }, () => openSocket(port))
    for (const [n, socket] of sockets.entries())
      socket.write(queryBytes(port, { query: 'q', stream: n > 15 }))
    await until(() => services.asked[31])
    for (const socket of sockets) socket.destroy()
    await Promise.all(services.asked.map(({ signal }) => aborted(signal)))
    services.script = async function* () {
      yield { type: 'done', answer }
    }
    expect((await postQuery(origin, { query: 'another' })).status).toBe(200)
  })

  test('does not end the answer of another', async () => {
    const { port, origin, services } = await startApi()
    let proceed = () => {}
    const gone = new Promise<void>((resolve) => {
      proceed = resolve
    })
    services.script = async function* (request, signal) {
      if (request.question === 'stays') {
        await gone
        yield { type: 'done', answer }
      } else yield* hanging([], signal)
    }
    const staying = postQuery(origin, { query: 'stays' })
    await until(() => services.asked[0])
    const socket = openSocket(port)
    socket.write(queryBytes(port, { query: 'goes' }))
    const going = await until(() => services.asked[1])
    socket.destroy()
    await aborted(going.signal)
    proceed()
    expect((await staying).status).toBe(200)
  })
})

describe('many at once', () => {
  test('beyond the bound are refused with a time to come back, and the others go on', async () => {
    const { origin, services } = await startApi()
    let proceed = () => {}
    const all = new Promise<void>((resolve) => {
      proceed = resolve
    })
    services.script = async function* () {
      await all
      yield { type: 'done', answer }
    }
    const running = Array.from({ length: 32 }, () => postQuery(origin, { query: 'q' }))
    await until(() => services.asked[31])
    const refused = await postQuery(origin, { query: 'one too many' })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2'])
    proceed()
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual(Array(32).fill(200))
    expect((await postQuery(origin, { query: 'again' })).status).toBe(200)
  })
})

describe('closing', () => {
  test('lets a running answer end in its time', async () => {
    const { origin, server, services } = await startApi({ closeGraceMs: 10_000 })
    let proceed = () => {}
    const later = new Promise<void>((resolve) => {
      proceed = resolve
    })
    services.script = async function* () {
      yield { type: 'delta', text: 'The' }
      await later
      yield { type: 'done', answer }
    }
    const response = await postQuery(origin, { query: 'q', stream: true })
    const closed = server.dispose()
    proceed()
    expect(parseEvents(await response.text()).at(-1)?.event).toBe('done')
    await closed
  })

  test('tells an answer that does not end why it is cut short', async () => {
    const { origin, server, services } = await startApi({ closeGraceMs: 20 })
    services.script = (_request, signal) => hanging(answerEvents.slice(0, 1), signal)
    const response = await postQuery(origin, { query: 'q', stream: true })
    const closed = server.dispose()
    expect(parseEvents(await response.text()).at(-1)).toMatchObject({
      event: 'error',
      data: { code: 'SHUTTING_DOWN' },
    })
    await closed
  })

  test('is over although a pipeline hangs and a caller neither reads nor leaves', async () => {
    const { port, server, services } = await startApi({ closeGraceMs: 20 })
    services.script = async function* () {
      yield { type: 'stage', stage: 'searching' }
      await new Promise(() => {})
    }
    openSocket(port).write('GET /health/live HTTP/1.1\r\n')
    openSocket(port)
      .pause()
      .write(queryBytes(port, { query: 'q', stream: true }))
    openSocket(port)
      .pause()
      .write(queryBytes(port, { query: 'q' }))
    await until(() => services.asked[1])
    await Promise.all([server.dispose(), server.dispose()])
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    const [error] = await once(socket, 'error')
    expect(error).toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('refuses a new request on a connection that is still open', async () => {
    const { port, server, services } = await startApi({ closeGraceMs: 10_000 })
    let proceed = () => {}
    const later = new Promise<void>((resolve) => {
      proceed = resolve
    })
    services.script = async function* () {
      await later
      yield { type: 'done', answer }
    }
    const socket = openSocket(port)
    let received = ''
    socket.on('data', (bytes) => {
      received += bytes
    })
    socket.write(queryBytes(port, { query: 'first' }))
    await until(() => services.asked[0])
    const closed = server.dispose()
    socket.write(queryBytes(port, { query: 'second' }))
    await new Promise((resolve) => setImmediate(resolve))
    proceed()
    await Promise.all([closed, once(socket, 'close')])
    expect(services.asked).toHaveLength(1)
    expect(received.match(/HTTP\/1\.1 (\d+)/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 503'])
    expect(received).toContain('SHUTTING_DOWN')
  })

  test('works before anything was opened', async () => {
    const { server } = await startApi()
    await server.dispose()
    await server.dispose()
  })
})
