const separators = /[\\/]/

/** The folders right above a file, from the near end, since that is the end that tells files apart. */
export function nearFolder(path: string, depth = 3): string {
  const folders = path.split(separators).slice(0, -1)
  const separator = path.includes('\\') ? '\\' : '/'
  const near = folders.filter((folder) => folder !== '').slice(-depth)
  const isWhole = near.length === folders.filter((folder) => folder !== '').length
  const lead = path.startsWith('/') ? '/' : ''
  return isWhole ? `${lead}${near.join(separator)}` : `…${separator}${near.join(separator)}`
}
