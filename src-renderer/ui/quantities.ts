/** Numbers as a person reads them. The window speaks English, so the numbers in its sentences do too. */
const language = 'en'

const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
const percents = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })
const plurals = new Intl.PluralRules(language)

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
const byteFormats = byteUnits.map(
  (unit) =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit,
      unitDisplay: unit === 'byte' ? 'long' : 'short',
      maximumSignificantDigits: 3,
    }),
)

export const formatCount = (count: number): string => whole.format(count)

/** "1 document", "1,240 documents". `many` where the plural is not the noun with an s. */
export function formatCountOf(count: number, noun: string, many = `${noun}s`): string {
  return `${whole.format(count)} ${plurals.select(count) === 'one' ? noun : many}`
}

/** Decimal units, as the file managers of macOS and Linux count: 98362432 → "98.4 MB". */
export function formatBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log10(bytes) / 3))
  return byteFormats[power]?.format(bytes / 1000 ** power) ?? ''
}

/** Milliseconds: "0.4 ms", "32 ms", from a second on "1.2 s". A dash where nothing was measured. */
export function formatMilliseconds(duration: number | null): string {
  if (duration === null) return '–'
  if (duration >= 999.5) return `${short.format(duration / 1000)} s`
  return `${(duration < 10 ? short : whole).format(duration)} ms`
}

/** Seconds in the two largest units that say something: "25 s", "3 min", "1 h 20 min", "2 d 4 h". */
export function formatDuration(seconds: number): string {
  const rounded = Math.max(0, Math.round(seconds))
  if (rounded < 60) return `${rounded} s`
  const minutes = Math.round(rounded / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return joinUnits(hours, 'h', minutes % 60, 'min')
  return joinUnits(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

const joinUnits = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`

/** A rate per second; below ten with one decimal. */
export const formatRate = (perSecond: number): string => (perSecond < 10 ? short : whole).format(perSecond)

/** A ratio from 0 to 1. */
export const formatPercent = (ratio: number): string => percents.format(ratio)

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })

/** Dates and times follow the machine's own convention; the argument is epoch milliseconds. */
export const formatDate = (at: number): string => dates.format(at)
export const formatMoment = (at: number): string => moments.format(at)
export const formatClock = (at: number): string => clock.format(at)
