import { describe, expect, test } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { queryAnswer } from '../../../src-shared/schemas/http.ts'
import { parseEvents, queryBytes, wire } from './answer-calls.ts'
import { postQuery, rawExchange, startApi } from './api-client.ts'
import { answer } from './fake-services.ts'

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
      afresh: false,
    })
  })

  test('is written anew where that is asked for', async () => {
    const { origin, services } = await startApi()
    await postQuery(origin, { query: 'q', afresh: true })
    expect(services.asked[0]?.request).toMatchObject({ afresh: true })
  })

  test('that is of before says of which question and when', async () => {
    const { origin, services } = await startApi()
    const cachedFrom = {
      entryId: 7,
      question: 'Where is it?',
      at: 0,
      kind: 'semantic',
      similarity: 0.97,
    } as const
    services.script = async function* () {
      yield { type: 'done', answer: { ...answer, cached: true, similarity: 0.97, cachedFrom } }
    }
    const body = await (await postQuery(origin, { query: 'q' })).json()
    expect(queryAnswer.strict().parse(body)).toMatchObject({
      ...{ cached: true, similarity: 0.97 },
      cached_from: { question: 'Where is it?', asked_at: '1970-01-01T00:00:00.000Z', kind: 'semantic' },
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
