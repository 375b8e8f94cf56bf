import type { Report } from './part.ts'

export interface Source {
  readonly name: string
  get(): Promise<unknown>
}

/** Tries each source in turn and returns the name of the first that gave; throws what each of them said. */
export async function firstSource(report: Report, sources: readonly Source[]): Promise<string> {
  const said: string[] = []
  for (const { name, get } of sources) {
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
