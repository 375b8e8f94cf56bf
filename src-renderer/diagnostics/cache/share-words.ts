import type { Share } from '../../../src-shared/schemas/cache-calibration.ts'
import { formatRatio } from '../../ui/format.ts'

/** `97.2 % (94.1–98.8 %)`; `–` for a share of nothing. */
export function shareWords(share: Share | null): string {
  if (share === null) return '–'
  return `${formatRatio(share.value)} (${formatRatio(share.low)}–${formatRatio(share.high)})`
}
