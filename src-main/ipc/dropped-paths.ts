import { isAbsolute } from 'node:path'
import { limits } from '../../src-shared/schemas/limits.ts'
import { AppError } from '../base/app-error.ts'

/**
 * The paths beside a call, as the preload read them from the files of a drop. Throws INVALID_INPUT for anything
 * but a list of absolute paths, TOO_LARGE for more than are taken at once.
 */
export function droppedPathsOf(value: unknown): readonly string[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new AppError('INVALID_INPUT')
  if (value.length > limits.pathsAtOnce) {
    throw new AppError('TOO_LARGE', {
      message: `At most ${limits.pathsAtOnce.toLocaleString('en')} files are taken at once. Drop their folder instead.`,
    })
  }
  return value.map((path: unknown) => {
    if (typeof path !== 'string' || !isAbsolute(path) || path.length > limits.path || path.includes('\0')) {
      throw new AppError('INVALID_INPUT')
    }
    return path
  })
}
