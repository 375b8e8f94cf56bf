/** A queue between a callback that produces and a loop that consumes. For one consumer. */
export interface Pushable<T> extends AsyncIterable<T> {
  push(value: T): void
  end(): void
  /** What was pushed before is still delivered. */
  fail(error: unknown): void
}

export function pushable<T>(): Pushable<T> {
  const values: T[] = []
  let ending: { readonly error?: unknown } | undefined
  let wake: () => void = () => undefined
  return {
    push(value) {
      values.push(value)
      wake()
    },
    end() {
      ending ??= {}
      wake()
    },
    fail(error) {
      ending ??= { error }
      wake()
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (values.length > 0) yield values.shift() as T
        if (ending) {
          if ('error' in ending) throw ending.error
          return
        }
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}
