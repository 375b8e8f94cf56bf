import type { Response } from 'undici'
import type { QueryAnswer } from '../../src-shared/schemas/http.ts'
import type { AskArguments } from './arguments.ts'
import { ApiError, type Connection } from './connection.ts'
import { readEvents } from './server-sent-events.ts'
import type { Terminal } from './terminal.ts'

/**
 * Streams the answer to the terminal, then its sources. With `json` the last line is the /api/query object.
 * Throws ApiError where it ends in an error.
 */
export async function askQuestion(
  connection: Connection,
  { question, collection, k, json }: AskArguments,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<'answered' | 'nothingFound'> {
  const response = await connection.request('/api/query', {
    method: 'POST',
    body: JSON.stringify({ query: question, collection, k, stream: true }),
    signal,
  })
  let streamed = ''
  for await (const { event, data } of readEvents(bytesOf(response))) {
    if (event === 'delta') {
      const { text } = data as { text: string }
      terminal.out(text)
      streamed += text
    }
    if (event === 'restart') {
      if (streamed !== '') terminal.out('\n\n')
      terminal.note('The model failed midway; quoting the documents instead.')
      streamed = ''
    }
    if (event === 'error') {
      if (streamed !== '') terminal.out('\n')
      throw new ApiError(data as { code: string; message: string })
    }
    if (event === 'done') return finish(data as QueryAnswer, streamed, json, terminal)
  }
  throw new ApiError({ code: 'MODEL_FAILED', message: 'The answer was cut off.' })
}

async function* bytesOf({ body }: Response): AsyncGenerator<Uint8Array> {
  try {
    yield* body ?? []
  } catch (cause) {
    throw new Error('Alcove went away in the middle of its answer.', { cause })
  }
}

function finish(
  answer: QueryAnswer,
  streamed: string,
  json: boolean,
  terminal: Terminal,
): 'answered' | 'nothingFound' {
  // What the pipeline mended after the last word (a citation that leads nowhere, say).
  if (answer.answer.trim() !== streamed.trim()) {
    terminal.out(`${streamed === '' ? '' : '\n\n'}${answer.answer}`)
  }
  terminal.out('\n')
  const sources = answer.citations.map(({ n, title, page, path, quote }) => {
    const place = page === undefined ? title : `${title}, page ${page}`
    return `[${n}] ${place}\n    ${path}\n    “${quote.replaceAll(/\s+/g, ' ').trim()}”`
  })
  if (sources.length > 0) terminal.out(`\nSources\n${sources.join('\n')}\n`)
  terminal.out(`\n(${howItCame(answer)})\n`)
  if (json) terminal.out(`${JSON.stringify(answer)}\n`)
  return answer.mode === 'none' ? 'nothingFound' : 'answered'
}

function howItCame({ mode, model, degraded, timings }: QueryAnswer): string {
  const how = {
    generated: `written by ${model ?? 'a model'}`,
    extractive: 'quoted from your documents',
    none: 'nothing found',
  }
  const facts = [how[mode]]
  if (degraded.length > 0) facts.push(degraded.join(', '))
  if (timings.total !== undefined) facts.push(`${(timings.total / 1_000).toFixed(1)} s`)
  return facts.join('; ')
}
