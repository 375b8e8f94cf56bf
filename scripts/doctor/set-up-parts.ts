import type { Part } from '../setup/part.ts'
import { readableSize } from '../setup/table.ts'
import type { Check } from './check.ts'

/** A part of set-up as the doctor sees it: the same look at the disk, sha256 and all. */
export function partCheck(part: Part): Check {
  return {
    name: part.name,
    async run() {
      const finding = await part.check()
      switch (finding.state) {
        case 'present': {
          const size = finding.bytes === undefined ? '' : `, ${readableSize(finding.bytes)}`
          return { level: 'ok', detail: `${finding.source}${size}` }
        }
        case 'not needed':
          return { level: 'ok', detail: `not needed: ${finding.reason}` }
        case 'missing':
          return {
            level: 'missing',
            detail: `${finding.reason}. Without it ${part.without}`,
            fix: 'npm run postinstall',
          }
      }
    },
  }
}
