import { afterEach, beforeEach } from 'vitest'
import { LibraryBench } from '../../fakes/library-bench.ts'

export let bench: LibraryBench

export const down = { state: 'down', reason: 'test' } as const

/** Opened by the test. */
export function gate() {
  let open = () => {}
  const closed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { closed, open }
}

/** A library in memory, anew for each test of the file. */
export function withLibrary(): void {
  beforeEach(() => {
    bench = LibraryBench.inMemory()
  })

  afterEach(() => bench.dispose())
}
