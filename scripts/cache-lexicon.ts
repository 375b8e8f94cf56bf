/**
 * Writes src-main/cache/guard/tables/lexicon-bits.ts from lists of words, one a line:
 * `node scripts/cache-lexicon.ts words.txt…` (words.txt of the package word-list, and a model's vocabulary).
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { hashesOf, inflections } from '../src-main/cache/guard/lexicon.ts'

const words = new Set(
  process.argv.slice(2).flatMap((file) => readFileSync(file, 'utf8').match(/^[a-z]{3,14}$/gm) ?? []),
)
const kept = [...words].filter((word) => !inflections(word).some((base) => words.has(base)))
const bits = Buffer.alloc(kept.length)
const size = bits.length * 8
for (const word of kept) {
  const [a, b] = hashesOf(word)
  for (let at = 0; at < 5; at++) {
    const place = ((a + Math.imul(at, b)) >>> 0) % size
    bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7))
  }
}
writeFileSync(
  new URL('../src-main/cache/guard/tables/lexicon-bits.ts', import.meta.url),
  `/** Written by scripts/cache-lexicon.ts: ${kept.length} words. */\nexport const lexiconBits =\n  '${bits.toString('base64')}'\n`,
)
console.log(`${kept.length} words, ${bits.length} bytes`)
