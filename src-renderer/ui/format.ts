const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const clockWithSeconds = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const dayAndClock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** Bytes in the largest unit that leaves at least 1, by powers of 1,000 as file managers count: `98.4 MB`. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1)
  const value = bytes / 1_000 ** step
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 100 ? 1 : 0,
  }).format(value)
}

/** With the separators of the person's own language: `12,480`. */
export const formatCount = (value: number): string => number.format(value)

/** A ratio from 0 to 1 as a percentage; `–` for a ratio of nothing. */
export function formatRatio(ratio: number | null): string {
  if (ratio === null) return '–'
  return new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 }).format(ratio)
}

/** Cosine with as many digits as tell two thresholds apart, never rounded up: `0.92`, `0.905`. */
export function formatCosine(cosine: number): string {
  const digits = (Math.floor(cosine * 1_000 + 1e-9) / 1_000).toFixed(3)
  return digits.endsWith('0') ? digits.slice(0, -1) : digits
}

/** Milliseconds for people: `8 ms`, `1.4 s`, `2 min 5 s`; `–` where nothing was measured. */
export function formatDuration(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined || !Number.isFinite(milliseconds)) return '–'
  if (milliseconds < 10) return `${number.format(milliseconds)} ms`
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 59_950) return `${number.format(milliseconds / 1_000)} s`
  const seconds = Math.round(milliseconds / 1_000)
  if (seconds < 3_600) return joinUnits(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.round(seconds / 60)
  return joinUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}

/** How long a queue still takes, no more exactly than it can be known. */
export function formatRemaining(seconds: number | null): string | null {
  if (seconds === null || !Number.isFinite(seconds)) return null
  if (seconds < 5) return 'a few seconds left'
  if (seconds < 55) return `about ${Math.ceil(seconds / 5) * 5} s left`
  if (seconds < 3_570) return `about ${Math.round(seconds / 60)} min left`
  return `about ${number.format(seconds / 3_600)} h left`
}

/** Epoch milliseconds as time of day. */
export const formatTime = (time: number): string => clock.format(time)

/** Epoch milliseconds as time of day to the second; with the date instead where it is not of today. */
export function formatSecond(time: number, now = Date.now()): string {
  const isToday = new Date(time).toDateString() === new Date(now).toDateString()
  return isToday ? clockWithSeconds.format(time) : formatDateTime(time)
}

/** Epoch milliseconds as date and time. */
export const formatDateTime = (time: number): string => dayAndClock.format(time)

/** `3 documents`, `1 document`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
