import type { ErrorCode } from '../../src-shared/error-codes.ts'

/** An error as a client of the engine sees it: Ollama's `{"error": message}`, plus our code where it says more. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly status: number
  readonly code: ErrorCode | undefined

  constructor(status: number, message: string, code?: ErrorCode, cause?: unknown) {
    super(message, { cause })
    this.status = status
    this.code = code
  }

  toBody(): { readonly error: string; readonly code?: ErrorCode } {
    return { error: this.message, ...(this.code ? { code: this.code } : {}) }
  }
}

/** Ollama's own words, so that whoever knows them recognises them. */
export function modelNotFound(name: string): RequestError {
  return new RequestError(404, `model '${name}' not found`, 'MODEL_NOT_FOUND')
}
