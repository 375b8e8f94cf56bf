/**
 * Makes calls that come in a crowd into few: one runs, and however many come meanwhile, one more runs after it,
 * no sooner than `pause` milliseconds later. `work` must not reject.
 */
export function coalesce(work: () => Promise<void>, pause: number): () => void {
  let isRunning = false
  let isAsked = false

  async function run(): Promise<void> {
    isRunning = true
    do {
      isAsked = false
      await work()
      if (isAsked) await new Promise((resolve) => setTimeout(resolve, pause))
    } while (isAsked)
    isRunning = false
  }

  return () => {
    if (isRunning) isAsked = true
    else void run()
  }
}
