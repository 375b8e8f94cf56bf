/** What WordPiece does with one code point: part of a word, between words, a word of its own, or nothing. */
export const letter = 1
export const space = 2
export const isolated = 3
export const skipped = 4

const kinds = new Uint8Array(0x10000)
const folds = new Map<number, string>()

/** As llama.cpp's preprocess(): decomposed to its first code point, then told apart by Unicode category. */
export function codePointKind(codePoint: number): number {
  if (codePoint > 0xffff) return kindOf(codePoint)
  const known = kinds[codePoint]
  if (known) return known
  const kind = kindOf(codePoint)
  kinds[codePoint] = kind
  return kind
}

/** Lower case, without accents. */
export function foldCodePoint(codePoint: number): string {
  let fold = folds.get(codePoint)
  if (fold === undefined) {
    fold = String.fromCodePoint(base(codePoint)).toLowerCase()
    folds.set(codePoint, fold)
  }
  return fold
}

function base(codePoint: number): number {
  return String.fromCodePoint(codePoint).normalize('NFD').codePointAt(0) as number
}

function kindOf(codePoint: number): number {
  const first = base(codePoint)
  const character = String.fromCodePoint(first)
  // \x85 counts as white space in the tables of llama.cpp, U+FEFF does not.
  if (/[\s\x85]/u.test(character) && first !== 0xfeff) return space
  if (first === 0 || first === 0xfffd || /[\p{M}\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u.test(character)) return skipped
  if (/\p{P}/u.test(character) || (first < 0x7f && /\p{S}/u.test(character)) || isChinese(first))
    return isolated
  return letter
}

/** The ranges BERT gives spaces of their own (tokenization.py, _is_chinese_char). */
function isChinese(codePoint: number): boolean {
  return (
    (codePoint >= 0x4e00 && codePoint <= 0x9fff) ||
    (codePoint >= 0x3400 && codePoint <= 0x4dbf) ||
    (codePoint >= 0x20000 && codePoint <= 0x2a6df) ||
    (codePoint >= 0x2a700 && codePoint <= 0x2b81f) ||
    (codePoint >= 0x2b920 && codePoint <= 0x2ceaf) ||
    (codePoint >= 0xf900 && codePoint <= 0xfaff) ||
    (codePoint >= 0x2f800 && codePoint <= 0x2fa1f)
  )
}
