import type { QueryAnswer } from '../../src-shared/schemas/http.ts'
import type { AskArguments } from './arguments.ts'
import { ApiError, type Connection } from './connection.ts'
import { readEvents } from './server-sent-events.ts'

export type AskOutcome = 'answered' | 'nothingFound' | 'modelFailure'

/** Streams the answer to stdout, then its sources. With `json` the last line is the /api/query object. */
export async function askQuestion(
  connection: Connection,
  { question, collection, k, json }: AskArguments,
  signal: AbortSignal,
): Promise<AskOutcome> {
  const response = await connection.request('/api/query', {
    method: 'POST',
    body: JSON.stringify({ query: question, collection, k, stream: true }),
    signal,
  })
  let streamed = ''
  for await (const { event, data } of readEvents(response)) {
    if (event === 'delta') {
      const { text } = data as { text: string }
      process.stdout.write(text)
      streamed += text
    }
    if (event === 'restart') {
      process.stdout.write('\n\n')
      process.stderr.write('The model failed midway; quoting the documents instead.\n')
      streamed = ''
    }
    if (event === 'error') return failed(data as { code: string; message: string })
    if (event === 'done') return finish(data as QueryAnswer, streamed, json)
  }
  throw new Error('The answer ended without its end.')
}

function failed(error: { code: string; message: string }): AskOutcome {
  if (!/^(MODEL_|DEADLINE_|EMBEDD)/.test(error.code))
    throw new ApiError(error as ConstructorParameters<typeof ApiError>[0])
  process.stderr.write(`\n${error.message}\n`)
  return 'modelFailure'
}

function finish(answer: QueryAnswer, streamed: string, json: boolean): AskOutcome {
  // What the pipeline mended after the last word (a citation that leads nowhere, say).
  if (answer.answer.trim() !== streamed.trim())
    process.stdout.write(`${streamed === '' ? '' : '\n\n'}${answer.answer}`)
  process.stdout.write('\n')
  const sources = answer.citations.map(({ n, title, page, path, quote }) => {
    const place = page === undefined ? title : `${title}, page ${page}`
    return `[${n}] ${place}\n    ${path}\n    “${quote.replaceAll(/\s+/g, ' ').trim()}”`
  })
  if (sources.length > 0) process.stdout.write(`\nSources\n${sources.join('\n')}\n`)
  const how = {
    generated: `written by ${answer.model}`,
    extractive: 'quoted from your documents',
    none: 'nothing found',
  }
  const notes = answer.degraded.length > 0 ? `; ${answer.degraded.join(', ')}` : ''
  process.stdout.write(
    `\n(${how[answer.mode]}${notes}; ${((answer.timings.total ?? 0) / 1_000).toFixed(1)} s)\n`,
  )
  if (json) process.stdout.write(`${JSON.stringify(answer)}\n`)
  return answer.mode === 'none' ? 'nothingFound' : 'answered'
}
