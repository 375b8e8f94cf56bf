import { createServer } from 'node:http'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { connectionTo } from '../../../scripts/ask/connection.ts'
import { runAsk } from '../../../scripts/ask/run.ts'
import { printable } from '../../../scripts/ask/terminal.ts'
import { AppError } from '../../../src-main/base/app-error.ts'
import { startApi, TOKEN } from '../http/api-client.ts'
import { answer, type FakeServices } from '../http/fake-services.ts'

/** Runs the command against the real API over fake services. */
async function ask(argv: readonly string[], prepare: (services: FakeServices) => void = () => {}) {
  const { origin, services } = await startApi()
  prepare(services)
  return { ...(await askAt(origin, argv)), services }
}

async function askAt(origin: string, argv: readonly string[], signal = new AbortController().signal) {
  let out = ''
  const notes: string[] = []
  const closed = vi.fn(async () => {})
  const code = await runAsk({
    argv,
    folder: '/home/me',
    terminal: {
      out: (text) => {
        out += text
      },
      note: (line) => notes.push(line),
    },
    connect: async () => connectionTo(origin, TOKEN, closed),
    signal,
  })
  return { code, out, notes, closed }
}

describe('an answer', () => {
  test('is streamed, with its sources and how it came; the exit code is 0', async () => {
    const { code, out, notes, services, closed } = await ask(['--k', '3', 'Where is the key?'])
    expect(code).toBe(0)
    expect(out).toBe(
      [
        'The key hangs by the door [1].',
        '',
        'Sources',
        '[1] Keys',
        '    /docs/keys.md',
        '    “The key hangs by the door.”',
        '',
        '(written by small; small_model; 0.0 s)',
        '',
      ].join('\n'),
    )
    expect(notes).toEqual([])
    expect(services.asked[0]?.request).toMatchObject({
      question: 'Where is the key?',
      k: 3,
      collectionId: null,
    })
    expect(closed).toHaveBeenCalledOnce()
  })

  test('with --json ends with the /api/query object as its last line', async () => {
    const { out } = await ask(['--json', 'q'])
    expect(JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      answer: answer.answer,
      mode: 'generated',
      citations: [{ n: 1, document_id: 'd1' }],
      trace_id: 't1',
    })
  })

  test('that differs from what was streamed is shown as it is', async () => {
    const { out } = await ask(['q'], (services) => {
      services.script = async function* () {
        yield { type: 'delta', text: 'The key is gone [7].' }
        yield { type: 'done', answer }
      }
    })
    expect(out).toMatch(/^The key is gone \[7\]\.\n\nThe key hangs by the door \[1\]\.\n/)
  })

  test('quoted because the model failed midway says so, and is an answer', async () => {
    const { code, out, notes } = await ask(['q'], (services) => {
      services.script = async function* () {
        yield { type: 'delta', text: 'The ke' }
        yield { type: 'restart', reason: 'chat_model_failed' }
        yield { type: 'delta', text: answer.answer }
        yield { type: 'done', answer: { ...answer, mode: 'extractive', degradations: ['chat_model_failed'] } }
      }
    })
    expect(code).toBe(0)
    expect(notes).toEqual([expect.stringMatching(/model failed/i)])
    expect(out).toContain('The ke\n\nThe key hangs')
    expect(out).toContain('(quoted from your documents; chat_model_failed;')
  })

  test('that found nothing is exit code 3', async () => {
    const { code, out } = await ask(['q'], (services) => {
      services.script = async function* () {
        yield {
          type: 'done',
          answer: { ...answer, answer: 'Nothing was found.', mode: 'none', citations: [] },
        }
      }
    })
    expect(code).toBe(3)
    expect(out).toContain('Nothing was found.')
    expect(out).not.toContain('Sources')
  })
})

describe('an error', () => {
  test.each([
    ['MODEL_UNAVAILABLE', 4],
    ['MODEL_FAILED', 4],
    ['DEADLINE_FIRST_TOKEN', 4],
    ['EMBEDDER_UNAVAILABLE', 4],
    ['DATABASE_BUSY', 1],
    ['INTERNAL', 1],
    ['RATE_LIMITED', 1],
  ] as const)(
    '%s is exit code %i, before the first word and after it, with its words on stderr',
    async (code, expected) => {
      for (const begun of [false, true]) {
        const result = await ask(['q'], (services) => {
          services.script = async function* () {
            if (begun) yield { type: 'delta', text: 'The' }
            throw new AppError(code, { message: 'In our words.' })
          }
        })
        expect([result.code, result.notes]).toEqual([expected, ['In our words.']])
        expect(result.out).toBe(begun ? 'The\n' : '')
        expect(result.closed).toHaveBeenCalledOnce()
      }
    },
  )

  test.each([
    ['no question', []],
    ['an unknown option', ['--nonsense', 'q']],
    ['a question that is too long', ['x'.repeat(9_000)]],
    ['an unknown collection', ['--collection', 'none', 'q']],
  ])('of usage (%s) is exit code 2', async (_name, argv) => {
    const { code, out, notes, services } = await ask(argv)
    expect([code, out]).toEqual([2, ''])
    expect(notes).toHaveLength(1)
    expect(services.asked).toEqual([])
  })

  test('help is no error', async () => {
    const { code, out, closed } = await ask(['--help'])
    expect([code, out.startsWith('npm run ask')]).toEqual([0, true])
    expect(closed).not.toHaveBeenCalled()
  })

  test('where nobody answers is exit code 1 and says where', async () => {
    const { origin, server } = await startApi()
    await server.dispose()
    const { code, notes } = await askAt(origin, ['q'])
    expect(code).toBe(1)
    expect(notes[0]).toContain(origin)
    expect(notes[0]).toMatch(/ECONNREFUSED/)
  })

  async function strangeServer(answerWith: Parameters<typeof createServer>[1]): Promise<string> {
    const server = createServer(answerWith as never)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const address = server.address()
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  }

  test('where something else answers is exit code 1', async () => {
    const origin = await strangeServer(((
      _request: unknown,
      response: { writeHead(n: number): { end(t: string): void } },
    ) => response.writeHead(502).end('<h1>Bad Gateway')) as never)
    const { code, notes } = await askAt(origin, ['q'])
    expect(code).toBe(1)
    expect(notes).toEqual([expect.stringContaining('502')])
  })

  test('where the connection breaks in the middle is exit code 1', async () => {
    const origin = await strangeServer(((_request: unknown, response: import('node:http').ServerResponse) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.write('event: delta\ndata: {"text":"The"}\n\n', () => response.destroy())
    }) as never)
    const { code, notes } = await askAt(origin, ['q'])
    expect(code).toBe(1)
    expect(notes).toEqual([expect.stringMatching(/went away/)])
  })

  test('where the stream ends without the end of the answer is exit code 4', async () => {
    const origin = await strangeServer(((_request: unknown, response: import('node:http').ServerResponse) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.end('event: delta\ndata: {"text":"The"}\n\n')
    }) as never)
    expect((await askAt(origin, ['q'])).code).toBe(4)
  })

  test('Ctrl+C is exit code 130, and the answer ends at the server', async () => {
    const { origin, services } = await startApi()
    const controller = new AbortController()
    let ended = () => {}
    const over = new Promise<void>((resolve) => {
      ended = resolve
    })
    services.script = async function* (_request, signal) {
      signal.addEventListener('abort', ended)
      yield { type: 'stage', stage: 'searching' }
      controller.abort()
      await over
    }
    const { code, notes, closed } = await askAt(origin, ['q'], controller.signal)
    expect([code, notes]).toEqual([130, ['Stopped.']])
    expect(closed).toHaveBeenCalledOnce()
    await over
  })
})

describe('--add', () => {
  const library = (services: FakeServices) => services.library as { documents: unknown; add: unknown }

  test('adds, waits until each has come to its end, tells of each, then asks', async () => {
    const states = [
      ['discovered', 'discovered'],
      ['embedded', 'failed'],
      ['indexed', 'failed'],
    ]
    const { code, notes, services } = await ask(['--add', 'a.md', '--add', 'b.md', 'q'], (fake) => {
      library(fake).add = async (paths: string[]) => {
        fake.added.push(paths)
        return {
          items: paths.map((path, n) => ({
            documentId: `d${n}`,
            path,
            state: 'discovered',
            unchanged: false,
          })),
          refused: [{ path: '/home/me/c', code: 'FILE_UNSUPPORTED', message: 'No.' }],
        }
      }
      library(fake).documents = () => {
        const now = states.length > 1 ? states.shift() : states[0]
        const items = (now ?? []).map((state, n) => ({
          id: `d${n}`,
          path: `/${n}`,
          state,
          error: state === 'failed' ? { code: 'FILE_CORRUPT', message: 'Damaged.' } : null,
        }))
        return { items, total: items.length }
      }
    })
    expect(code).toBe(0)
    expect(services.added).toEqual([['/home/me/a.md', '/home/me/b.md']])
    expect(notes).toEqual([
      '  refused  /home/me/c: No.',
      'Adding 2 documents…',
      '  failed   /home/me/b.md: Damaged.',
      '  added    /home/me/a.md',
    ])
    expect(services.asked).toHaveLength(1)
  })

  test('waits for nothing that is unchanged, or that somebody removed meanwhile', async () => {
    const { code, notes } = await ask(['--add', 'a.md', '--add', 'b.md', 'q'], (fake) => {
      library(fake).add = async (paths: string[]) => ({
        items: paths.map((path, n) => ({ documentId: `d${n}`, path, state: 'indexed', unchanged: n === 0 })),
        refused: [],
      })
      library(fake).documents = () => ({ items: [], total: 0 })
    })
    expect(code).toBe(0)
    expect(notes).toEqual(['Adding 1 document, 1 unchanged…', '  removed  /home/me/b.md'])
  })

  test('that is refused asks nothing', async () => {
    const { code, services } = await ask(['--add', 'a.md', 'q'], (fake) => {
      library(fake).add = async () => {
        throw new AppError('DISK_FULL')
      }
    })
    expect(code).toBe(1)
    expect(services.asked).toEqual([])
  })
})

test('what comes from documents and models cannot steer the terminal', () => {
  expect(printable('a\u001b[2J\u001b]0;title\u0007b\u009b31mc\r\nd\te')).toBe('a[2J]0;titleb31mc\nd\te')
})
