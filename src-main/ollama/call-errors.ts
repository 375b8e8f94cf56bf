import { type ErrorCode, errorCatalogue } from '../../src-shared/error-codes.ts'
import { AppError } from '../base/app-error.ts'

/** Socket errors that mean: nobody answers there. */
const refusalCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
])
/** Or not any more. */
const breakCodes = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_CLOSED', 'UND_ERR_DESTROYED'])

/** Ollama sends no Retry-After, only these words: ErrMaxQueue in server/sched.go of ollama/ollama. */
const busy = /server (is )?busy|maximum pending requests|server overloaded/i

/** What Ollama says where the vectors of a text came out as no numbers: ollama/ollama#9639. A matter of that text. */
const noNumber = /unsupported value: [+-]?(NaN|Inf)/i

/** What a server answered that was not 2xx. `data` is {status, retryAfter in seconds or null}. */
export function answeredError(status: number, body: string, retryAfter: string | null): AppError {
  const { error, code } = parseBody(body)
  const message = error ?? `The model server answered ${status}.`
  const data = { status, retryAfter: seconds(retryAfter) }
  return new AppError(code ?? codeOf(data, message), { message, data })
}

interface Answered {
  readonly status: number
  readonly retryAfter: number | null
}

function codeOf({ status, retryAfter }: Answered, message: string): ErrorCode {
  if (status === 404) return 'MODEL_NOT_FOUND'
  if (status === 429) return 'MODEL_BUSY'
  // Busy is who says so: any other 503 may as well come from a proxy with nothing behind it.
  if (status === 503) return retryAfter !== null || busy.test(message) ? 'MODEL_BUSY' : 'MODEL_UNAVAILABLE'
  if (status === 500 && noNumber.test(message)) return 'EMBEDDING_INVALID'
  // Ollama gives no code, only words, where a model does not load: server/sched.go and llm/server.go of ollama/ollama.
  const words = /requires more system memory|(failed|unable) to load|runner process has terminated/i
  return status >= 500 && words.test(message) ? 'MODEL_LOAD_FAILED' : 'MODEL_FAILED'
}

/** Whatever a call threw, as the one error that its caller sees. The deadline's or the caller's abort goes first. */
export function callError(error: unknown, signal: AbortSignal, origin: string): AppError {
  if (signal.aborted && signal.reason instanceof AppError) return signal.reason
  if (error instanceof AppError) return error
  // Why the pool ended it: fetch wraps that.
  if (error instanceof Error && error.cause instanceof AppError) return error.cause
  const code = systemCode(error)
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return new AppError('DEADLINE_CONNECT', { cause: error })
  const data = { code }
  if (refusalCodes.has(code)) {
    return new AppError('MODEL_UNAVAILABLE', { message: `Nothing answers at ${origin}.`, cause: error, data })
  }
  if (breakCodes.has(code)) {
    const message = `The model server at ${origin} broke the connection.`
    return new AppError('MODEL_UNAVAILABLE', { message, cause: error, data })
  }
  return new AppError('MODEL_FAILED', { message: `The model server failed: ${saidBy(error)}`, cause: error })
}

/** fetch itself says no more than "fetch failed". */
function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}

/** fetch wraps the socket's error in a TypeError; several addresses give an AggregateError with a code of its own. */
function systemCode(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return ''
}

function parseBody(body: string): { readonly error?: string; readonly code?: ErrorCode } {
  try {
    const { error, code } = JSON.parse(body) as { error?: unknown; code?: unknown }
    return {
      ...(typeof error === 'string' ? { error } : {}),
      ...(typeof code === 'string' && Object.hasOwn(errorCatalogue, code) ? { code: code as ErrorCode } : {}),
    }
  } catch {
    return body.trim() ? { error: body.trim().slice(0, 500) } : {}
  }
}

/** Retry-After holds seconds or a date. */
function seconds(retryAfter: string | null): number | null {
  if (!retryAfter) return null
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter)
  const at = Date.parse(retryAfter)
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1_000))
}
