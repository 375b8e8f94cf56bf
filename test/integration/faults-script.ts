import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { request } from 'undici'
import { expect } from 'vitest'
import type { ErrorBody } from '../../src-shared/error-codes.ts'
import type { QueryAnswer } from '../../src-shared/schemas/http.ts'

/** A document as the localhost API lists it. */
export interface ListedDocument {
  readonly id: string
  readonly path: string
  readonly title: string
  readonly collection: string
  readonly state: string
  readonly error?: { readonly code: string; readonly message: string }
  readonly chunks: number
}

export interface AddedDocuments {
  readonly items: readonly { readonly id: string; readonly path: string; readonly unchanged: boolean }[]
  readonly refused: readonly { readonly path: string; readonly code: string; readonly message: string }[]
}

export interface Readiness {
  readonly status: 'ready' | 'not_ready'
  readonly checks: Readonly<Record<string, { readonly state: string; readonly detail: string }>>
}

interface Reply<T> {
  readonly status: number
  readonly body: T & { readonly error?: ErrorBody }
}

/** A busy machine may take a minute for what takes a second on a quiet one. */
export const PATIENCE = { timeout: 90_000, interval: 100 }

/** Alcove as a script meets it: by its origin and its token, and by nothing else. */
export class Script {
  readonly origin: string
  readonly #token: string

  constructor(origin: string, dataFolder: string) {
    this.origin = origin
    this.#token = readFileSync(join(dataFolder, 'api-token'), 'utf8').trim()
  }

  async call<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Reply<T>> {
    const response = await request(`${this.origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.body.text()
    return { status: response.statusCode, body: text === '' ? {} : JSON.parse(text) } as Reply<T>
  }

  async add(paths: readonly string[], collection?: string): Promise<AddedDocuments> {
    const { status, body } = await this.call<AddedDocuments>('POST', '/api/documents', { paths, collection })
    expect({ status, error: body.error }).toEqual({ status: 202, error: undefined })
    return body
  }

  async documents(): Promise<readonly ListedDocument[]> {
    const { body } = await this.call<readonly ListedDocument[]>('GET', '/api/documents')
    return body
  }

  async ask(query: string): Promise<QueryAnswer> {
    const { status, body } = await this.call<QueryAnswer>('POST', '/api/query', { query })
    expect({ status, error: body.error }).toEqual({ status: 200, error: undefined })
    return body
  }

  async readiness(): Promise<Readiness> {
    return (await this.call<Readiness>('GET', '/health/ready')).body
  }

  async checkState(name: 'model' | 'embedder' | 'vector_store' | 'database'): Promise<string> {
    return (await this.readiness()).checks[name]?.state ?? 'absent'
  }

  /** Until every part answers. */
  async whenReady(): Promise<void> {
    await expect
      .poll(async () => {
        const { checks } = await this.readiness()
        return Object.entries(checks).filter(([, { state }]) => state !== 'ok')
      }, PATIENCE)
      .toEqual([])
  }

  /** Until each document is in or has failed, and there are so many. */
  async whenRead(count: number, timeout = PATIENCE.timeout): Promise<readonly ListedDocument[]> {
    await expect
      .poll(
        async () => {
          const documents = await this.documents()
          return documents.filter(({ state }) => state === 'indexed' || state === 'failed').length
        },
        { ...PATIENCE, timeout },
      )
      .toBe(count)
    return this.documents()
  }

  /** One sample of /metrics; undefined where there is none. */
  async metric(name: string): Promise<number | undefined> {
    const response = await request(`${this.origin}/metrics`)
    const line = (await response.body.text()).split('\n').find((sample) => sample.startsWith(`${name} `))
    return line === undefined ? undefined : Number(line.slice(name.length + 1))
  }
}
