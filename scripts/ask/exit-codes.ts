import { ApiError } from './connection.ts'

/** Exit codes of `npm run ask`, for scripts. */
export const exitCodes = {
  answered: 0,
  internal: 1,
  usage: 2,
  nothingFound: 3,
  modelFailure: 4,
  /** What a shell gives for Ctrl+C. */
  interrupted: 130,
} as const

const usageCodes = ['INVALID_INPUT', 'NOT_FOUND', 'TOO_LARGE']

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof ApiError)) return exitCodes.internal
  if (/^(MODEL|DEADLINE|EMBEDD)/.test(error.code)) return exitCodes.modelFailure
  return usageCodes.includes(error.code) ? exitCodes.usage : exitCodes.internal
}
