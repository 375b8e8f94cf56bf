import { setTimeout as sleep } from 'node:timers/promises'
import type { AskArguments } from './arguments.ts'
import type { Connection } from './connection.ts'
import type { Terminal } from './terminal.ts'

interface Added {
  readonly collection: { readonly id: string }
  readonly items: readonly { readonly id: string; readonly path: string; readonly unchanged: boolean }[]
  readonly refused: readonly { readonly path: string; readonly message: string }[]
}

interface Listed {
  readonly id: string
  readonly path: string
  readonly state: string
  readonly error?: { readonly message: string }
}

const POLL_MS = 200
const PAGE = 500
/** Without any progress for so long (the embedder is away, say) the question is asked of what is there. */
const STALLED_MS = 60_000

/** Adds the paths and waits until each is in or has failed; notes what becomes of them. */
export async function addDocuments(
  connection: Connection,
  request: Pick<AskArguments, 'paths' | 'collection'>,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const response = await connection.request('/api/documents', {
    method: 'POST',
    body: JSON.stringify({ paths: request.paths, collection: request.collection }),
    signal,
  })
  const { collection, items, refused } = (await response.json()) as Added
  for (const { path, message } of refused) terminal.note(`  refused  ${path}: ${message}`)
  const waiting = new Map(items.filter(({ unchanged }) => !unchanged).map(({ id, path }) => [id, path]))
  const unchanged = items.length - waiting.size
  terminal.note(
    `Adding ${waiting.size} ${waiting.size === 1 ? 'document' : 'documents'}${unchanged > 0 ? `, ${unchanged} unchanged` : ''}…`,
  )
  await settle(connection, collection.id, waiting, terminal, signal)
}

async function settle(
  connection: Connection,
  collectionId: string,
  waiting: Map<string, string>,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  let lastProgress = performance.now()
  let before = ''
  while (waiting.size > 0) {
    const states = new Map(
      (await listed(connection, collectionId, signal)).map((document) => [document.id, document]),
    )
    for (const [id, path] of [...waiting]) {
      const note = endOf(path, states.get(id))
      if (note === null) continue
      waiting.delete(id)
      terminal.note(note)
    }
    const now = [...waiting.keys()].map((id) => states.get(id)?.state).join()
    if (now !== before) lastProgress = performance.now()
    before = now
    if (performance.now() - lastProgress > STALLED_MS) {
      terminal.note(`  ${waiting.size} documents are not ready yet; asking what is there.`)
      return
    }
    if (waiting.size > 0) await sleep(POLL_MS, undefined, { signal })
  }
}

/** What to say of a document that has come to its end; null while it is on its way. */
function endOf(path: string, document: Listed | undefined): string | null {
  if (!document) return `  removed  ${path}`
  if (document.state === 'indexed') return `  added    ${path}`
  return document.state === 'failed'
    ? `  failed   ${path}: ${document.error?.message ?? 'no reason given'}`
    : null
}

async function listed(
  connection: Connection,
  collectionId: string,
  signal: AbortSignal,
): Promise<readonly Listed[]> {
  const found: Listed[] = []
  for (;;) {
    const search = new URLSearchParams({
      collection: collectionId,
      limit: String(PAGE),
      offset: String(found.length),
    })
    const response = await connection.request(`/api/documents?${search}`, { signal })
    const documents = (await response.json()) as Listed[]
    found.push(...documents)
    if (documents.length < PAGE) return found
  }
}
