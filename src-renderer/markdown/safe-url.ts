/** The address if it is one that may be opened (http and https), else null. Never relative: nothing is here. */
export function safeUrl(address: string | undefined): string | null {
  if (address === undefined) return null
  try {
    const url = new URL(address)
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
  } catch {
    return null
  }
}
