import { setTimeout as sleep } from 'node:timers/promises'
import type { AskArguments } from './arguments.ts'
import type { Connection } from './connection.ts'

interface Added {
  readonly items: readonly { readonly id: string; readonly path: string; readonly unchanged: boolean }[]
  readonly refused: readonly { readonly path: string; readonly message: string }[]
}

interface Listed {
  readonly documents: readonly {
    readonly id: string
    readonly path: string
    readonly state: string
    readonly error?: { readonly message: string }
  }[]
  readonly total: number
}

const POLL_MS = 200
const PAGE = 500
/** Without any progress for so long (the embedder is away, say) the question is asked of what is there. */
const STALLED_MS = 60_000

/** Adds the paths and waits until each is in or has failed; says on stderr what becomes of them. */
export async function addDocuments(
  connection: Connection,
  request: AskArguments,
  signal: AbortSignal,
): Promise<void> {
  const response = await connection.request('/api/documents', {
    method: 'POST',
    body: JSON.stringify({ paths: request.paths, collection: request.collection }),
    signal,
  })
  const { items, refused } = (await response.json()) as Added
  for (const { path, message } of refused) process.stderr.write(`  refused  ${path}: ${message}\n`)
  const waiting = new Set(items.filter(({ unchanged }) => !unchanged).map(({ id }) => id))
  const unchanged = items.length - waiting.size
  process.stderr.write(
    `Adding ${waiting.size} documents${unchanged > 0 ? `, ${unchanged} unchanged` : ''}…\n`,
  )
  await waitFor(connection, waiting, signal)
}

async function waitFor(connection: Connection, waiting: Set<string>, signal: AbortSignal): Promise<void> {
  let lastProgress = Date.now()
  let before = ''
  while (waiting.size > 0) {
    const documents = (await allDocuments(connection, signal)).filter(({ id }) => waiting.has(id))
    for (const { id, path, state, error } of documents) {
      if (state !== 'indexed' && state !== 'failed') continue
      waiting.delete(id)
      process.stderr.write(
        state === 'failed' ? `  failed   ${path}: ${error?.message}\n` : `  added    ${path}\n`,
      )
    }
    const now = JSON.stringify(documents.map(({ state }) => state))
    if (now !== before) lastProgress = Date.now()
    before = now
    if (Date.now() - lastProgress > STALLED_MS) {
      process.stderr.write(`  ${waiting.size} documents are not ready yet; asking what is there.\n`)
      return
    }
    if (waiting.size > 0) await sleep(POLL_MS, undefined, { signal })
  }
}

async function allDocuments(connection: Connection, signal: AbortSignal): Promise<Listed['documents']> {
  const found: Listed['documents'][number][] = []
  for (;;) {
    const response = await connection.request(`/api/documents?limit=${PAGE}&offset=${found.length}`, {
      signal,
    })
    const { documents, total } = (await response.json()) as Listed
    found.push(...documents)
    if (documents.length === 0 || found.length >= total) return found
  }
}
