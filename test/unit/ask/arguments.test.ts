import { describe, expect, test } from 'vitest'
import { parseAskArguments } from '../../../scripts/ask/arguments.ts'

const parse = (...argv: string[]) => parseAskArguments(argv, '/home/me')

describe('the arguments', () => {
  test('are a question alone', () => {
    expect(parse('Where is the key?')).toEqual({
      question: 'Where is the key?',
      paths: [],
      collection: undefined,
      k: undefined,
      json: false,
      help: false,
    })
  })

  test('may come in any order, and words without quotes are one question', () => {
    expect(
      parse(
        'Where',
        '--add',
        'docs',
        'is',
        '--add=/abs/a.md',
        '--json',
        'it?',
        '--k',
        '3',
        '--collection',
        'Huts',
      ),
    ).toEqual({
      question: 'Where is it?',
      paths: ['/home/me/docs', '/abs/a.md'],
      collection: 'Huts',
      k: 3,
      json: true,
      help: false,
    })
  })

  test('after -- are no options', () => {
    expect(parse('--', '--why?').question).toBe('--why?')
  })

  test('ask for help without a question', () => {
    expect(parse('--help').help).toBe(true)
    expect(parse('-h').help).toBe(true)
  })

  test.each([
    [[], /question/],
    [['  '], /question/],
    [['--json'], /question/],
    [['q', '--k', '0'], /--k.*0/],
    [['q', '--k', '21'], /--k.*21/],
    [['q', '--k', '2.5'], /--k.*2\.5/],
    [['q', '--k', 'many'], /--k.*many/],
    [['q', '--k', ''], /--k/],
    [['q', '--add'], /--add/],
    [['q', '--add', ''], /--add/],
    [['q', '--nonsense'], /--nonsense/],
    [['q', '--json=yes'], /--json/],
  ])('%j are refused', (argv, message) => {
    expect(() => parse(...argv)).toThrow(message)
  })
})
