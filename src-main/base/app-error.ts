import { type ErrorBody, type ErrorCode, errorCatalogue } from '../../src-shared/error-codes.ts'

export interface AppErrorOptions {
  readonly message?: string
  /** Facts that a caller can use; crosses IPC and HTTP, so no text of a document and no secret. */
  readonly data?: unknown
  readonly cause?: unknown
}

/** The one error type that crosses a boundary of ours. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly data: unknown

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.message ?? errorCatalogue[code].message, { cause: options.cause })
    this.code = code
    this.data = options.data
  }

  toBody(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.data === undefined ? {} : { data: this.data }),
    }
  }
}

/** One of the facts in the `data` of an error, whatever that is; undefined where it has none by that name. */
export function factIn(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null && name in data
    ? (data as Readonly<Record<string, unknown>>)[name]
    : undefined
}

export function isAbort(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'AbortError' || (error instanceof AppError && error.code === 'CANCELLED'))
  )
}

/** Of the operating system; those of SQLite are put in our words in storage/. */
const systemCodes: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
}

/** Turns whatever was thrown into an AppError, once, at the boundary. Unknown errors become INTERNAL. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (isAbort(error)) return new AppError('CANCELLED', { cause: error })
  // What AbortSignal.timeout aborts with.
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new AppError('DEADLINE_TOTAL', { cause: error })
  }
  const systemCode = error instanceof Error && 'code' in error ? systemCodes[String(error.code)] : undefined
  return new AppError(systemCode ?? 'INTERNAL', { cause: error })
}
