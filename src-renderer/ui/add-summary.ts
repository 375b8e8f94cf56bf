import type { AddResult } from '../../src-shared/schemas/library.ts'
import { formatCount, plural } from './format.ts'

export interface AddSummary {
  readonly queued: number
  readonly unchanged: number
  readonly refused: number
  /** "12 files added, 3 known already, 1 refused." */
  readonly sentence: string
}

export function summariseAdd(result: AddResult): AddSummary {
  const unchanged = result.items.filter((item) => item.unchanged).length
  const queued = result.items.length - unchanged
  const refused = result.refused.length
  return { queued, unchanged, refused, sentence: sentenceOf(queued, unchanged, refused) }
}

function sentenceOf(queued: number, unchanged: number, refused: number): string {
  if (queued + unchanged + refused === 0) return 'There was nothing to read in what was chosen.'
  if (queued === 0 && refused === 0) {
    return unchanged === 1
      ? 'That file is in the library already and has not changed.'
      : `All ${formatCount(unchanged)} files are in the library already and have not changed.`
  }
  const parts = [
    queued > 0 ? `${plural(queued, 'file')} added` : '',
    unchanged > 0 ? `${formatCount(unchanged)} known already` : '',
    refused > 0 ? `${formatCount(refused)} refused` : '',
  ].filter((part) => part !== '')
  return `${parts.join(', ')}.`
}

export interface RefusedGroup {
  readonly message: string
  readonly paths: readonly string[]
}

/** Refused paths by reason, the commonest reason first: a folder of 200 pictures is one line, not 200. */
export function groupRefused(refused: AddResult['refused']): readonly RefusedGroup[] {
  const groups = new Map<string, string[]>()
  for (const { path, message } of refused) {
    const paths = groups.get(message)
    if (paths) paths.push(path)
    else groups.set(message, [path])
  }
  return [...groups]
    .map(([message, paths]) => ({ message, paths }))
    .sort((a, b) => b.paths.length - a.paths.length)
}
