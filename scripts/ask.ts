import { askQuestion } from './ask/answer.ts'
import { type AskArguments, parseAskArguments, USAGE } from './ask/arguments.ts'
import { connect } from './ask/connection.ts'
import { addDocuments } from './ask/ingest.ts'

/** Exit codes of `npm run ask`, for scripts. */
export const exitCodes = { answered: 0, internal: 1, usage: 2, nothingFound: 3, modelFailure: 4 } as const

async function main(): Promise<number> {
  let request: AskArguments
  try {
    request = parseAskArguments(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd())
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`)
    return exitCodes.usage
  }
  if (request.help) {
    process.stdout.write(`${USAGE}\n`)
    return exitCodes.answered
  }
  const interrupted = new AbortController()
  process.once('SIGINT', () => interrupted.abort(new Error('Stopped.')))
  const connection = await connect(interrupted.signal)
  try {
    if (request.paths.length > 0) await addDocuments(connection, request, interrupted.signal)
    return exitCodes[await askQuestion(connection, request, interrupted.signal)]
  } finally {
    await connection.dispose()
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    process.exit(exitCodes.internal)
  },
)
