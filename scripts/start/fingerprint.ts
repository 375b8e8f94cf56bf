import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'

/**
 * One value for the state of these files and folders: changes when a file comes, goes or is written.
 *
 * By name, size and time rather than by content, for it is taken at every start.
 */
export async function fingerprint(base: string, paths: readonly string[]): Promise<string> {
  const files = (await Promise.all(paths.map((path) => filesUnder(join(base, path))))).flat()
  const lines = await Promise.all(
    files.map(async (file) => {
      const { size, mtimeMs } = await stat(file)
      return `${relative(base, file)} ${size} ${mtimeMs}`
    }),
  )
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex')
}

async function filesUnder(path: string): Promise<string[]> {
  const stats = await stat(path).catch(() => null)
  if (!stats) return []
  if (stats.isFile()) return [path]
  const entries = await readdir(path, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
