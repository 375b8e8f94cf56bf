import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SentenceStream } from '../../../src-main/chat/sentence-stream.ts'
import { sentencesOf } from '../../../src-main/chat/sentences.ts'

const readings = (text: string) => sentencesOf(text).map(({ reading }) => reading)

describe('sentences', () => {
  it('go on over lines that were only wrapped', () => {
    expect(
      readings(
        'Things are left behind in mountains for the same reason that they are left\nbehind in trains. We do not mind.',
      ),
    ).toEqual([
      'Things are left behind in mountains for the same reason that they are left behind in trains.',
      'We do not mind.',
    ])
  })
  it('do not end at Dr. or e.g.', () => {
    expect(readings('Ask Dr. Quill, e.g. by radio. She knows.')).toEqual([
      'Ask Dr. Quill, e.g. by radio.',
      'She knows.',
    ])
  })
  it('keep each row of a table that a reader has named apart, however long', () => {
    const rows = [
      'Bed: Bunk in a dormitory, adult; Member: 24 crowns a night; Non-member: 38',
      'Bed: Private room, supplement for each person; Member: 15; Non-member: 15',
    ]
    expect(sentencesOf(`Prices for 2026, all in crowns\n${rows.join('\n')}`).map(({ text }) => text)).toEqual(
      ['Prices for 2026, all in crowns', ...rows],
    )
  })

  it('are list items and named table rows too', () => {
    expect(readings('Bring:\n- a lamp\n- two socks\n\n| Hut | Beds |\n|---|---|\n| Kettle | 28 |')).toEqual([
      'Bring:',
      '- a lamp',
      '- two socks',
      'Hut: Kettle; Beds: 28',
    ])
  })
  it('stand in the text where they say', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'B', '. ', '\n', '|', '-', ' ', '"', '1', '日。', '\r\n') }),
        (text) => {
          let end = 0
          for (const sentence of sentencesOf(text)) {
            expect(sentence.start).toBeGreaterThanOrEqual(end)
            expect(text.slice(sentence.start, sentence.end)).toBe(sentence.text)
            end = sentence.end
          }
        },
      ),
    )
  })
  it('come whole out of a stream, and all of it', () => {
    const text = 'One is here. Two costs 1.5 crowns! Three ends without'
    const stream = new SentenceStream()
    const whole = [...text].flatMap((letter) => stream.push(letter))
    expect(whole).toEqual(['One is here. ', 'Two costs 1.5 crowns! '])
    expect(stream.finish()).toEqual(['Three ends without'])
  })
})
