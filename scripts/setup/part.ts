/** One thing that set-up brings or only looks for. */
export interface Part {
  readonly name: string
  /** What will not work while this part is missing, as the end of "Without it …". */
  readonly without: string
  /** The one command, or sentence, that brings it by hand. */
  readonly byHand: string
  /** Looks at the disk only: cheap, no network, never throws for a missing part. */
  check(): Promise<Finding>
  /** Brings the part. Throws where it cannot; must leave nothing half-made in place. */
  get(report: Report): Promise<Present>
}

export interface Present {
  readonly state: 'present'
  /** Where it came from or where it is, in a few words. */
  readonly source: string
  readonly bytes?: number | undefined
}

interface Missing {
  readonly state: 'missing'
  readonly reason: string
}

/** This machine has no use for the part, for example Linux libraries on a Mac. */
interface NotNeeded {
  readonly state: 'not needed'
  readonly reason: string
}

type Finding = Present | Missing | NotNeeded

/** Progress of one part: a sentence, and how far along where that is known. */
export type Report = (what: string, done?: number, total?: number) => void
