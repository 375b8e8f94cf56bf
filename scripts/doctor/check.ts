/** One thing that the doctor looks at. */
export interface Check {
  readonly name: string
  /** Only looks: changes nothing, waits for nothing longer than a few seconds. */
  run(): Promise<Verdict>
}

export interface Verdict {
  /** `warn`: works, but with less or not as one might expect. `missing`: not there, or there and broken. */
  readonly level: 'ok' | 'warn' | 'missing'
  readonly detail: string
  /** The one command, or act, that mends it. */
  readonly fix?: string
  /** Whether Alcove cannot be used at all without it. */
  readonly essential?: boolean
}

export interface Finding extends Verdict {
  readonly name: string
}

/** Runs all checks at once and keeps their order. A check that throws has found something broken. */
export async function examine(checks: readonly Check[]): Promise<Finding[]> {
  return Promise.all(
    checks.map(async (check) => {
      try {
        return { name: check.name, ...(await check.run()) }
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error)
        return { name: check.name, level: 'missing', detail } satisfies Finding
      }
    }),
  )
}

export function isUsable(findings: readonly Finding[]): boolean {
  return !findings.some((finding) => finding.level === 'missing' && finding.essential)
}
