import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export interface AskArguments {
  readonly question: string
  /** Absolute. */
  readonly paths: readonly string[]
  readonly collection: string | undefined
  readonly k: number | undefined
  readonly json: boolean
  readonly help: boolean
}

export const USAGE = `npm run ask -- [options] "question"

  --add PATH          a file or folder to read first (may be given again)
  --collection NAME   ask in, and add to, this collection (default: all, and "My documents")
  --k N               passages to answer from, 1 to 20
  --json              print the /api/query object as the last line
  --help              this text

Exit codes: 0 answered, 1 something else failed, 2 usage, 3 nothing found, 4 the model failed.`

/** @param folder what relative paths are relative to. Throws with what is wrong. */
export function parseAskArguments(argv: readonly string[], folder: string): AskArguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      add: { type: 'string', multiple: true, default: [] },
      collection: { type: 'string' },
      k: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const question = positionals.join(' ').trim()
  if (!values.help && question === '') throw new Error('What is the question?')
  const k = values.k === undefined ? undefined : Number(values.k)
  if (values.add.includes('')) throw new Error('--add needs a path')
  if (k !== undefined && !(Number.isInteger(k) && k >= 1 && k <= 20)) {
    throw new Error(`--k must be a whole number from 1 to 20, got ${values.k}`)
  }
  return {
    question,
    paths: values.add.map((path) => resolve(folder, path)),
    collection: values.collection,
    k,
    json: values.json,
    help: values.help,
  }
}
