import type { Answer, Citation, Conversation, Message } from '../../../../src-shared/schemas/chat.ts'

export const citation = (n: number, documentId = `d${n}`): Citation => ({
  n,
  documentId,
  title: `Document ${n}`,
  path: `/${documentId}.md`,
  page: null,
  start: 10 * n,
  end: 10 * n + 5,
  quote: 'Words',
  score: 1 / n,
})

export const message = (id: string, role: Message['role'], more: Partial<Message> = {}): Message => ({
  id,
  conversationId: 'k1',
  parentId: null,
  role,
  content: `Content of ${id}`,
  state: 'complete',
  mode: role === 'assistant' ? 'generated' : null,
  model: null,
  citations: [],
  degradations: [],
  timings: {},
  traceId: null,
  error: null,
  createdAt: 0,
  siblings: [id],
  ...more,
})

export const conversation = (id: string, messages: readonly Message[]): Conversation => ({
  id,
  title: `Title of ${id}`,
  collectionId: null,
  createdAt: 0,
  updatedAt: 0,
  snippet: null,
  messages,
})

export const answer = (text: string, more: Partial<Answer> = {}): Answer => ({
  answer: text,
  mode: 'generated',
  citations: [],
  cached: false,
  similarity: null,
  degradations: [],
  model: 'm',
  timings: {},
  traceId: 't',
  ...more,
})

/** Lets everything that waits for nothing but promises run to its end. */
export const settled = () => new Promise<void>((resolve) => setTimeout(resolve))

/** A promise and how to end it, for answers that come when a test says so. */
export function deferred<T>() {
  let resolve: (value: T) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}
