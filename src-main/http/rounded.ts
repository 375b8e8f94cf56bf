/** A figure as a body shows it; null stays null. */
export function rounded<T extends number | null>(value: T, digits: number): T
export function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toFixed(digits))
}
