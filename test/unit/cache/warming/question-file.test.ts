import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type QuestionFormat,
  questionsOf,
  readList,
} from '../../../../src-main/cache/warming/question-file.ts'
import { temporaryFolder } from '../../storage/temporary-folder.ts'

const read = (text: string | Uint8Array, format: QuestionFormat = 'txt') =>
  questionsOf(typeof text === 'string' ? Buffer.from(text) : text, format)

const refusal = (text: string | Uint8Array, format: QuestionFormat = 'txt') => {
  try {
    read(text, format)
  } catch (error) {
    return error
  }
  return 'taken'
}

describe('a list of lines', () => {
  it.each([
    ['LF', 'Who?\nWhere is it?\n'],
    ['CRLF', 'Who?\r\nWhere is it?\r\n'],
    ['a byte order mark', '\uFEFFWho?\nWhere is it?'],
    ['comments and empty lines', '# mine\n\n  Who?  \n\t# more\nWhere is it?\n\n'],
    ['one twice, typed otherwise', 'Who?\nWhere is it?\nwhere  is it'],
  ])('with %s', (_name, text) => {
    expect(read(text)).toEqual(['Who?', 'Where is it?'])
  })
})

describe('a CSV', () => {
  it.each([
    ['a column named so', 'id,Question,tag\n1,Who?,a\n2,Where is it?,b\n'],
    ['a byte order mark before its name', '\uFEFFquestion\nWho?\nWhere is it?\n'],
    ['no names: the first column', 'Who?,1\nWhere is it?,2\n'],
    ['semicolons', 'id;question\n1;Who?\n2;Where is it?\n'],
    ['tabs', 'question\ttag\nWho?\ta\nWhere is it?\tb'],
    ['quotes and CRLF', '"question","tag"\r\n"Who?","a, b"\r\n"Where is it?","say ""c"""\r\n'],
    ['empty records and cells', 'question,tag\nWho?,a\n\n,b\nWhere is it?,c\n'],
  ])('with %s', (_name, text) => {
    expect(read(text, 'csv')).toEqual(['Who?', 'Where is it?'])
  })

  it('may have a delimiter, a quote and a line end in a question', () => {
    expect(read('question\n"Who is ""he"", and\nwhere?"\nWho?\n', 'csv')).toEqual([
      'Who is "he", and\nwhere?',
      'Who?',
    ])
  })
})

describe('a list is refused whole, naming the line,', () => {
  it.each<[string, string | Uint8Array, QuestionFormat, number]>([
    ['where it is not UTF-8', Buffer.from('Who?\nWo ist der Schl\xfcssel?\n', 'latin1'), 'txt', 2],
    ['where it is UTF-16', Buffer.from('\uFEFFWho?\n', 'utf16le'), 'txt', 1],
    ['for a question that is too long', `Who?\n\n${'a'.repeat(8_001)}\n`, 'txt', 3],
    ['for what is no text', 'Who?\nWhere\u0000 is it?\n', 'txt', 2],
    ['for a line that asks nothing', 'Who?\n?!\n', 'txt', 2],
    [
      'for more than 1,000',
      `${Array.from({ length: 1_001 }, (_, at) => `Who is ${at}?`).join('\n')}\n`,
      'txt',
      1_001,
    ],
    ['for a comma that is not quoted', 'question\nWho?\nWho, and where?\n', 'csv', 3],
    ['for a quote that nothing closes', 'question\n"a\nb"\n"Who?\nWhere?\n', 'csv', 4],
    ['for text after a quote', 'question\nWho?\n"Where" is it?\n', 'csv', 3],
  ])('%s', (_name, text, format, line) => {
    expect(refusal(text, format)).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(new RegExp(`^Line ${line}: .+\\.$`)),
      data: { line },
    })
  })

  it('or, above 1 MB, for its size', () => {
    expect(refusal('#'.repeat(1_048_577))).toMatchObject({ code: 'TOO_LARGE' })
  })

  it.each<[string, QuestionFormat]>([
    ['', 'txt'],
    ['# nothing\n', 'txt'],
    ['', 'csv'],
    ['question\n', 'csv'],
  ])('or for having none: %j', (text, format) => {
    expect(refusal(text, format)).toMatchObject({ code: 'INVALID_INPUT' })
  })
})

describe('a file', () => {
  it('is read, or said to be missing, a folder or too large', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'questions.txt')
    writeFileSync(file, 'Who?')
    expect(Buffer.from(await readList(file)).toString()).toBe('Who?')
    await expect(readList(join(folder, 'none.txt'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await expect(readList(folder)).rejects.toMatchObject({ code: 'FILE_UNSUPPORTED' })
    writeFileSync(file, Buffer.alloc(1_048_577))
    await expect(readList(file)).rejects.toMatchObject({ code: 'TOO_LARGE' })
  })
})
