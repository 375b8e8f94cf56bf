import { formatDateTime, formatTime } from '../ui/format.ts'

const DAY = 86_400_000

/** "since 09:12", with the date where that was not within the last day. Empty for a time that is none. */
export function sinceWords(since: string, now: number): string {
  const at = Date.parse(since)
  if (Number.isNaN(at)) return ''
  return `since ${now - at < DAY ? formatTime(at) : formatDateTime(at)}`
}
