import type { Part } from './part.ts'
import { endProgress, type Output, progressOf } from './progress.ts'
import { readableSize, tableLines } from './table.ts'

export interface Outcome {
  readonly part: Part
  readonly state: 'here' | 'fetched' | 'missing' | 'not needed'
  /** Where it came from, or why it did not. */
  readonly detail: string
  readonly bytes?: number | undefined
  readonly seconds: number
}

/** Brings what is missing, one part after the other, and prints a table. Never rejects. */
export async function runParts(parts: readonly Part[], output: Output): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const part of parts) outcomes.push(await bring(part, output))
  printTable(outcomes, output)
  return outcomes
}

async function bring(part: Part, output: Output): Promise<Outcome> {
  const start = performance.now()
  const outcome = (state: Outcome['state'], detail: string, bytes?: number): Outcome => ({
    part,
    state,
    detail,
    bytes,
    seconds: (performance.now() - start) / 1000,
  })
  try {
    const finding = await part.check()
    if (finding.state === 'present') return outcome('here', finding.source, finding.bytes)
    if (finding.state === 'not needed') return outcome('not needed', finding.reason)
    const report = progressOf(part.name, output)
    report(`missing (${finding.reason})`)
    const present = await part.get(report)
    return outcome('fetched', present.source, present.bytes)
  } catch (error) {
    return outcome('missing', error instanceof Error ? error.message : String(error))
  } finally {
    endProgress(output)
  }
}

function printTable(outcomes: readonly Outcome[], output: Output): void {
  const rows = outcomes.map((outcome) => [
    outcome.part.name,
    outcome.state,
    // The reason of a missing part is too long for a column; it follows below.
    outcome.state === 'missing' ? '' : outcome.detail,
    readableSize(outcome.bytes),
    outcome.seconds.toFixed(1),
  ])
  const lines = tableLines(['part', 'state', 'source', 'size', 'seconds'], rows, ['size', 'seconds'])
  output.write(`\n${lines.join('\n')}\n`)
  for (const { part, detail } of outcomes.filter(({ state }) => state === 'missing')) {
    output.write(
      `\n${part.name} is missing: ${detail}\n  Without it ${part.without}.\n  To get it: ${part.byHand}\n`,
    )
  }
}
