/** Begin a question in either case without naming a thing: `Turkey` and `Polish` are not here. */
const openers = new Set(
  `what when where which who whom whose why how is are am was were do does did can could should would shall must
  may might will has have had if in on at by for from to with after before during under the a an my our and not
  please tell explain describe give show list name find`.split(/\s+/),
)
/** After these a lone `i` is the person who asks; elsewhere it may be a name of something (`what is i`). */
const beforeI = new Set(
  'do does can could should must may might am will would have did shall if when'.split(' '),
)
const opening = /[`"“«]|(?<![\p{L}\p{N}])'/gu
const closing: Readonly<Record<string, string>> = { '`': '`', '"': '"', '“': '”', '«': '»', "'": "'" }
const spaces = /[ \u00A0\u2000-\u200A\u202F\u205F\u3000]+/g
const plainEnd = /(?<=(?:^|[\s,;:(])\p{Ll}{2,}|(?:^|[\s,;:(])\p{Lu}\p{Ll}+)(?: *\?+|!+|\.|\.\.\.|…|\?!)$/u
/** No text: control characters, and halves of surrogate pairs, which all become one character in UTF-8. */
const unkeepable = /(?![\t\n\v\f\r])[\p{Surrogate}\p{Cc}]/u
/** Signs that are not seen are none: zero-width spaces, direction marks. */
const something = /[\p{L}\p{N}\p{S}\p{M}\p{Co}]|[^\s\p{P}\p{Cf}]/u
const outerMarks = /^[\u200E\u2066\u2068\s]+|[\u200E\u2069\s]+$/g
const courtesy = /(?<=[?.!\p{L}]) +[🙏🙂😊👍]\uFE0F?$/u

/**
 * The key of the exact step: two questions with one key are one question, in any language. It folds only what
 * cannot change a meaning, so not what NFKC folds (5² is not 52), and no case but that of a first word that
 * names nothing. Null where nothing is asked, or where the text cannot be kept as it is: never cached.
 */
export function exactKey(question: string): string | null {
  if (unkeepable.test(question)) return null
  const text = signs(question.normalize('NFC')).replace(outerMarks, '').replace(courtesy, '')
  const spaced = openerLowered(foldSpaces(text))
  const folded = givenText(spaced) === null ? spaced.replace(plainEnd, '') : spaced
  return something.test(folded) ? folded : null
}

/**
 * What follows a colon may be code, whose last point counts (`git add .`), unless it opens as a question does. Null
 * where there is none.
 */
export function givenText(text: string): string | null {
  const colon = text.lastIndexOf(': ')
  const tail = colon < 0 ? '' : text.slice(colon + 1).replace(/^ +/, '')
  const opens = openers.has(/^\p{L}+(?=,? \p{L})/u.exec(tail)?.[0].toLowerCase() ?? '')
  return /^\S/u.test(tail) && !opens ? tail : null
}

/** The other code points of the very same sign; digits of East Asian width; a range's dash. */
function signs(text: string): string {
  return text
    .replace(/[\uFF10-\uFF19]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/℃/g, '°C')
    .replace(/℉/g, '°F')
    .replace(/㎏/g, 'kg')
    .replace(/\u2024/g, '.')
    .replace(/\u03BC(?=[glmsAVFW]\b)/g, '\u00B5')
    .replace(/(?<=\d)\u2013(?=\d)/g, '-')
    .replace(/(?<=[\u2600-\u27BF])\uFE0F(?!\u20E3)/gu, '')
    .replace(/(?<=\p{L})\u2019(?=\p{L})/gu, "'")
}

/** Inside quotes and code every space counts; behind a quote that nothing closes, too. */
function foldSpaces(text: string): string {
  let folded = ''
  let end = 0
  let open = text.length
  const unclosed = new Set<string>()
  for (const { 0: quote, index } of text.matchAll(opening)) {
    if (index < end) continue
    // A mark that nothing closes is looked for once, so that a text of many of them takes no longer.
    const close = unclosed.has(quote) ? -1 : text.indexOf(closing[quote] ?? quote, index + 1)
    if (close < 0) unclosed.add(quote)
    if (close < 0 || (quote === "'" && /^[\p{L}\p{N}]/u.test(text.slice(close + 1, close + 3)))) {
      open = Math.min(open, index)
      continue
    }
    folded += text.slice(end, index).replace(spaces, ' ') + text.slice(index, close + 1)
    end = close + 1
    open = text.length
  }
  return folded + text.slice(end, open).replace(spaces, ' ') + text.slice(open)
}

function openerLowered(text: string): string {
  const first = /^\p{Lu}?\p{Ll}+(?=[ ,])|^I(?= )/u.exec(text)?.[0]
  const opened =
    first !== undefined && openers.has(first.toLowerCase())
      ? first.toLowerCase() + text.slice(first.length)
      : text
  const openI = /^(\p{Ll}+|\p{Ll}+ \p{Ll}+|\p{Ll}+ \p{Ll}+ \p{Ll}+) i(?= |'[a-z])/u.exec(opened)
  const before = openI?.[1]?.split(' ').at(-1)
  if (openI === null || before === undefined || !beforeI.has(before)) return opened
  const at = openI[0].length - 1
  return `${opened.slice(0, at)}I${opened.slice(at + 1)}`
}

/**
 * What questions have in common that differ by NFKC, case, white space and the marks at their end alone. That may
 * be all the difference there is (Turkey and turkey, 5² and 52): it proposes, and the guard decides.
 */
export function lettersOf(question: string): string {
  return question
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\s?!.…]+$/u, '')
}
