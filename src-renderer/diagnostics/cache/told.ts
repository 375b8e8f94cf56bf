export interface Failure {
  readonly code: string
  readonly message: string
}

/** What main was asked for. Null before the first answer; what was told last stays beside a failure. */
export interface Told<T> {
  readonly value: T | null
  readonly failure: Failure | null
}
