import { AppError } from '../base/app-error.ts'
import type { ChildLauncher } from '../base/child-process.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { ChromaRemote } from './chroma-remote.ts'
import { ChromaServer } from './chroma-server.ts'
import { ChromaVectorStore } from './chroma-vector-store.ts'

export interface CreateVectorStoreOptions {
  readonly config: {
    readonly CHROMA_URL?: string | undefined
    readonly CHROMA_TOKEN?: string | undefined
    readonly CHROMA_TENANT?: string | undefined
    readonly CHROMA_DATABASE?: string | undefined
  }
  readonly launcher: ChildLauncher
  readonly clock: Clock
  readonly log: Logger
  /** Of our own server: `<data>/chroma`. */
  readonly folder: string
}

/** Somebody's Chroma where CHROMA_URL names one, else our own; starts at once, in the background. */
export function createVectorStore(options: CreateVectorStoreOptions): ChromaVectorStore {
  const { config, launcher, clock, log, folder } = options
  if (!config.CHROMA_URL) return new ChromaVectorStore(new ChromaServer({ folder, launcher, clock, log }))

  const url = new URL(config.CHROMA_URL)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new AppError('INVALID_INPUT', { message: 'CHROMA_URL must begin with http:// or https://.' })
  }
  const ssl = url.protocol === 'https:'
  const port = url.port === '' ? (ssl ? 443 : 80) : Number(url.port)
  // Chroma takes the token by either name, depending on how it was set up.
  const headers: Readonly<Record<string, string>> = config.CHROMA_TOKEN
    ? { 'x-chroma-token': config.CHROMA_TOKEN, authorization: `Bearer ${config.CHROMA_TOKEN}` }
    : {}
  const endpoint = new ChromaRemote({ host: url.hostname, port, ssl }, clock, headers)
  return new ChromaVectorStore(endpoint, {
    tenant: config.CHROMA_TENANT,
    database: config.CHROMA_DATABASE,
    headers,
  })
}
