import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CitationMarkers } from '../../../src-main/chat/citation-markers.ts'

function read(pieces: readonly string[], count = 4) {
  const markers = new CitationMarkers(count)
  const text = pieces.map((piece) => markers.push(piece)).join('') + markers.finish()
  return { text, named: markers.named }
}

describe('citation markers', () => {
  it('are read where they come in pieces', () => {
    expect(read(['It opens at 8 ', '[', '2', ']', '. Then'])).toEqual({
      text: 'It opens at 8 [2]. Then',
      named: [2],
    })
  })
  it('of passages that do not exist are taken out, with the space before them', () => {
    expect(read(['It opens at 8 [7]. It shuts at 9 [0].'])).toEqual({
      text: 'It opens at 8. It shuts at 9.',
      named: [],
    })
  })
  it('in lists and words come into one form, and twice in a row once', () => {
    expect(read(['A [1, 3]. B [Passage 2]. C [1][1] [1].']).text).toBe('A [1][3]. B [2]. C [1].')
  })
  it('leave code and longer numbers alone', () => {
    expect(read(['Use `row[0]` in [2023].']).text).toBe('Use `row[0]` in [2023].')
  })
  it('give the same whatever the pieces', () => {
    const text = 'One [1] two [9], `x[0]` three [2; 3] four [passage 4][4] five [1'
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 40, maxLength: 40 }), (lengths) => {
        let at = 0
        const pieces = lengths.map((length) => {
          const piece = text.slice(at, at + length)
          at += length
          return piece
        })
        expect(read([...pieces, text.slice(at)])).toEqual(read([text]))
      }),
    )
  })
})
