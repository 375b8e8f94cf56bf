import type { Report } from './part.ts'

/** Tries each source in turn and returns the name of the first that gave; throws what each of them said. */
export async function firstSource(
  report: Report,
  sources: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<string> {
  const said: string[] = []
  for (const [name, get] of Object.entries(sources)) {
    report(`from ${name}`)
    try {
      await get()
      return name
    } catch (error) {
      const why = `${name}: ${error instanceof Error ? error.message : String(error)}`
      report(why)
      said.push(why)
    }
  }
  throw new Error(said.join('; '))
}
