import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const css = readFileSync(new URL('../../../../src-renderer/styles/tokens.css', import.meta.url), 'utf8')

/** The custom properties that a theme gives itself, as `--name: #hex`. */
function tokens(theme: 'light' | 'dark'): ReadonlyMap<string, string> {
  const blocks = [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)].filter(([, selector]) =>
    selector?.includes(theme),
  )
  const pairs = blocks.flatMap(([, , body = '']) => [...body.matchAll(/--([\w-]+):\s*(#[\da-f]{6})/g)])
  return new Map(pairs.map(([, name = '', value = '']) => [name, value]))
}

/** Relative luminance by WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const grounds = ['ground', 'ground-sunk', 'surface', 'surface-raised']
const readable: readonly (readonly [string, readonly string[]])[] = [
  ['text', [...grounds, 'highlight', 'lamp-wash', 'bad-wash']],
  ['text-soft', [...grounds, 'lamp-wash', 'bad-wash']],
  ['text-faint', grounds],
  ['lamp-text', [...grounds, 'lamp-wash']],
  ['on-lamp', ['lamp']],
  ['good', [...grounds, 'good-wash']],
  ['warn', [...grounds, 'warn-wash']],
  ['bad', [...grounds, 'bad-wash']],
  ['calm-info', [...grounds, 'calm-info-wash']],
  ['rail-text', ['rail']],
  ['rail-text-active', ['rail']],
]

for (const theme of ['light', 'dark'] as const) {
  const colours = tokens(theme)
  const of = (name: string) => colours.get(name) ?? '#ff00ff'
  test.each(readable.flatMap(([text, on]) => on.map((ground) => [text, ground] as const)))(
    `${theme}: %s on %s can be read (AA, 4.5)`,
    (text, ground) => expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(4.5),
  )
  test.each(grounds.flatMap((ground) => [['focus', ground] as const, ['line-strong', ground] as const]))(
    `${theme}: %s on %s can be seen (3)`,
    (edge, ground) => expect(contrast(of(edge), of(ground))).toBeGreaterThanOrEqual(3),
  )
}
