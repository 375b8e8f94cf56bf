import { askQuestion } from './answer.ts'
import { type AskArguments, parseAskArguments, USAGE } from './arguments.ts'
import type { Connection } from './connection.ts'
import { exitCodeOf, exitCodes } from './exit-codes.ts'
import { addDocuments } from './ingest.ts'
import type { Terminal } from './terminal.ts'

export interface AskOptions {
  readonly argv: readonly string[]
  /** What relative paths are relative to. */
  readonly folder: string
  readonly terminal: Terminal
  readonly connect: (note: Terminal['note'], signal: AbortSignal) => Promise<Connection>
  readonly signal: AbortSignal
}

/** The whole of `npm run ask`. Never throws: what went wrong is noted, and the exit code says its kind. */
export async function runAsk({ argv, folder, terminal, connect, signal }: AskOptions): Promise<number> {
  let request: AskArguments
  try {
    request = parseAskArguments(argv, folder)
  } catch (error) {
    terminal.note(`${(error as Error).message}\n\n${USAGE}`)
    return exitCodes.usage
  }
  if (request.help) {
    terminal.out(`${USAGE}\n`)
    return exitCodes.answered
  }
  try {
    const connection = await connect(terminal.note, signal)
    try {
      if (request.paths.length > 0) await addDocuments(connection, request, terminal, signal)
      return exitCodes[await askQuestion(connection, request, terminal, signal)]
    } finally {
      await connection.dispose()
    }
  } catch (error) {
    if (signal.aborted) {
      terminal.note('Stopped.')
      return exitCodes.interrupted
    }
    terminal.note(error instanceof Error ? error.message : String(error))
    return exitCodeOf(error)
  }
}
