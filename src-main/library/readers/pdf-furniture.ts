import type { Row } from './pdf-rows.ts'

export interface PageRows {
  readonly number: number
  readonly height: number
  readonly rows: readonly Row[]
}

/** Share of the page's height, at either end, where running heads and feet stand. */
const MARGIN = 0.12
/** On how many of the pages they must be; left and right pages often differ. */
const LEAST_SHARE = 0.4

/** Without what is printed on page after page: running titles, page numbers. Numbers in it may differ. */
export function withoutFurniture(pages: readonly PageRows[]): PageRows[] {
  const seen = new Map<string, Set<number>>()
  for (const page of pages) {
    for (const row of page.rows) {
      const key = keyOf(row, page.height)
      if (key === null) continue
      const on = seen.get(key)
      if (on) on.add(page.number)
      else seen.set(key, new Set([page.number]))
    }
  }
  const least = Math.max(2, Math.ceil(pages.length * LEAST_SHARE))
  return pages.map((page) => ({
    ...page,
    rows: page.rows.filter((row) => {
      const key = keyOf(row, page.height)
      return key === null || (seen.get(key)?.size ?? 0) < least
    }),
  }))
}

function keyOf(row: Row, height: number): string | null {
  if (row.y > height * MARGIN && row.y < height * (1 - MARGIN)) return null
  if (row.text.length > 200) return null
  return `${Math.round(row.y / 4)} ${row.text.replace(/\d+|\b[ivxlc]+\b/gi, '#')}`
}
