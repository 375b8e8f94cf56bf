import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { aborted, hanging, parseEvents, queryBytes, until } from './answer-calls.ts'
import { openSocket, postQuery, startApi } from './api-client.ts'
import { answer, answerEvents } from './fake-services.ts'

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
