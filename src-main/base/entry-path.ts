import { fileURLToPath } from 'node:url'

/** The programs that run in a thread of their own, each a file `<name>.ts` (from source) or `<name>.js` (built). */
const threadEntries = {
  'graph-thread': 'cache/nearest/graph-thread',
} as const

/** Where a program lies, both when run from source by Node and when bundled into out/main. @param source below src-main */
export function entryPath(name: string, source: string): string {
  const here = fileURLToPath(import.meta.url)
  return here.endsWith('.ts')
    ? fileURLToPath(new URL(`../${source}.ts`, import.meta.url))
    : fileURLToPath(new URL(`./${name}.js`, import.meta.url))
}

export function threadEntryPath(entry: keyof typeof threadEntries): string {
  return entryPath(entry, threadEntries[entry])
}
