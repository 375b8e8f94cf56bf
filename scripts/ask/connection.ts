import { Agent, fetch, type RequestInit, type Response } from 'undici'
import type { ErrorBody } from '../../src-shared/error-codes.ts'

/** The localhost API of an Alcove. */
export interface Connection {
  /** Throws ApiError where the API refuses, Error where it does not answer. */
  request(path: string, init?: RequestInit): Promise<Response>
  dispose(): Promise<void>
}

/** The API refused: its own code and words. */
export class ApiError extends Error {
  readonly code: string

  constructor({ code, message }: Pick<ErrorBody, 'message'> & { readonly code: string }) {
    super(message)
    this.code = code
  }
}

/** @param token null where the owner switched authentication off */
export function connectionTo(
  origin: string,
  token: string | null,
  close: () => Promise<void> = async () => undefined,
): Connection {
  // No time limit of its own: a model may take as long as it takes, and Ctrl+C ends it.
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 })
  return {
    async request(path, init = {}) {
      const headers = {
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        ...(init.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...init.headers,
      }
      const response = await fetch(new URL(path, origin), { ...init, headers, dispatcher }).catch(
        (error: unknown) => {
          init.signal?.throwIfAborted()
          throw new Error(`Alcove does not answer on ${origin}: ${reasonOf(error)}`, { cause: error })
        },
      )
      if (!response.ok) throw await refusal(response)
      return response
    },
    async dispose() {
      await dispatcher.destroy()
      await close()
    },
  }
}

/** undici says "fetch failed" and keeps the reason as the cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error
  return cause instanceof Error ? cause.message || String(Reflect.get(cause, 'code')) : message
}

async function refusal(response: Response): Promise<ApiError> {
  const text = await response.text()
  try {
    const { error } = JSON.parse(text) as { readonly error: ErrorBody }
    return new ApiError({ code: error.code, message: error.message })
  } catch {
    return new ApiError({
      code: 'INTERNAL',
      message: `What answers there is no Alcove (HTTP status ${response.status}).`,
    })
  }
}
