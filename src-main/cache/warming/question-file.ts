import { readFile, stat } from 'node:fs/promises'
import { limits } from '../../../src-shared/schemas/limits.ts'
import { AppError } from '../../base/app-error.ts'
import { exactKey } from '../normalise.ts'
import { CsvError, csvRecords } from './csv-records.ts'

export type QuestionFormat = 'txt' | 'csv'

/** Bytes of a list of questions. */
const MOST_BYTES = 1_048_576
const MOST_QUESTIONS = 1_000

interface Line {
  readonly line: number
  readonly text: string
}

/**
 * The questions of a list, each once, in its order. `txt`: one a line; lines that begin with # are comments. `csv`: the
 * column named `question`, or, where no column of the first record is, the first column of all records. UTF-8, with or
 * without a byte order mark. A list with anything wrong in it is refused whole: TOO_LARGE above 1 MB, else INVALID_INPUT
 * whose message names the line (in `data.line` too).
 */
export function questionsOf(bytes: Uint8Array, format: QuestionFormat): readonly string[] {
  if (bytes.length > MOST_BYTES) throw tooLarge()
  const text = decoded(bytes)
  const lines = format === 'csv' ? csvLines(text) : textLines(text)
  const questions = new Map<string, string>()
  for (const { line, text: question } of lines) {
    if (question.length > limits.question) {
      throw refusal(line, `the question is longer than ${limits.question.toLocaleString('en')} characters`)
    }
    const key = exactKey(question)
    if (key === null) throw refusal(line, 'nothing is asked, or it holds characters that are no text')
    if (!questions.has(key)) questions.set(key, question)
    if (questions.size > MOST_QUESTIONS) {
      throw refusal(line, `there are more than ${MOST_QUESTIONS.toLocaleString('en')} questions`)
    }
  }
  if (questions.size === 0)
    throw new AppError('INVALID_INPUT', { message: 'There is no question in the list.' })
  return [...questions.values()]
}

function textLines(text: string): readonly Line[] {
  return text
    .split(/\r?\n/)
    .map((line, at) => ({ line: at + 1, text: line.trim() }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#'))
}

function csvLines(text: string): readonly Line[] {
  const records = recordsOf(text)
  const [first, ...rest] = records
  if (!first) return []
  const named = first.fields.findIndex((field) => field.trim().toLowerCase() === 'question')
  const odd = records.find(({ fields }) => fields.length !== first.fields.length)
  if (odd) {
    const [has, wanted] = [odd.fields.length, first.fields.length]
    throw refusal(odd.line, `it has ${has} columns and the first one ${wanted}; quote what holds a delimiter`)
  }
  const column = Math.max(named, 0)
  return (named < 0 ? records : rest)
    .map(({ line, fields }) => ({ line, text: fields[column]?.trim() ?? '' }))
    .filter((line) => line.text !== '')
}

function recordsOf(text: string) {
  try {
    return csvRecords(text)
  } catch (error) {
    throw error instanceof CsvError ? refusal(error.line, error.message) : error
  }
}

/** The decoder takes the byte order mark away. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refusal(firstBadLine(bytes), 'it is not UTF-8')
  }
}

function firstBadLine(bytes: Uint8Array): number {
  let line = 1
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(LF, start)
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, end < 0 ? undefined : end))
    } catch {
      return line
    }
    if (end < 0) return line
    start = end + 1
  }
  return line
}

const LF = 10

function refusal(line: number, what: string): AppError {
  return new AppError('INVALID_INPUT', { message: `Line ${line}: ${what}.`, data: { line } })
}

const tooLarge = () => new AppError('TOO_LARGE', { message: 'A list of questions may have 1 MB at most.' })

const fileErrors: Readonly<Record<string, 'FILE_NOT_FOUND' | 'FILE_NO_PERMISSION'>> = {
  ...{ ENOENT: 'FILE_NOT_FOUND', ENOTDIR: 'FILE_NOT_FOUND' },
  ...{ EACCES: 'FILE_NO_PERMISSION', EPERM: 'FILE_NO_PERMISSION' },
}

/** Throws FILE_NOT_FOUND, FILE_NO_PERMISSION, FILE_UNSUPPORTED for what is no file, TOO_LARGE. */
export async function readList(path: string): Promise<Uint8Array> {
  try {
    const facts = await stat(path)
    if (!facts.isFile()) throw new AppError('FILE_UNSUPPORTED', { message: 'That is no file.' })
    if (facts.size > MOST_BYTES) throw tooLarge()
    return await readFile(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? fileErrors[String(error.code)] : undefined
    throw code ? new AppError(code, { cause: error }) : error
  }
}
