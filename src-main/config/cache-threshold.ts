import { z } from 'zod'

/** What SEMANTIC_CACHE_THRESHOLD says: a least cosine, or a wanted precision, by whose number the window may be asked. */
export type CacheThreshold =
  | { readonly by: 'cosine'; readonly cosine: number }
  | { readonly by: 'precision'; readonly precision: number | null }

const MESSAGE = 'must be a cosine from 0 to 1, "precision", or "precision>=" with a number from 0.5 to 1'
const number = /^(0?\.\d+|[01](\.0*)?)$/

/** `0.92`, `precision` or `precision>=0.99`; spaces around the parts and capitals do not matter. */
export const cacheThreshold = z.string().transform((text, context): CacheThreshold => {
  const wanted = /^\s*precision\s*(?:>=\s*(\S+)\s*)?$/i.exec(text)
  if (wanted?.[0] !== undefined && wanted[1] === undefined) return { by: 'precision', precision: null }
  const given = wanted?.[1] ?? text.trim()
  const value = Number(given)
  if (number.test(given) && value <= 1) {
    if (!wanted) return { by: 'cosine', cosine: value }
    if (value >= 0.5) return { by: 'precision', precision: value }
  }
  context.addIssue({ code: 'custom', message: MESSAGE })
  return z.NEVER
})
