/** The items until `signal` is aborted: then throws its reason at once, whether or not the source heeds it. */
export async function* abortable<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]()
  let onAbort = () => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason)
  })
  aborted.catch(() => {})
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  let isWaiting = false
  try {
    for (;;) {
      isWaiting = true
      const step = await Promise.race([aborted, iterator.next()])
      isWaiting = false
      if (step.done) return
      yield step.value
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    const returned = Promise.resolve(iterator.return?.()).catch(() => {})
    // A source in the middle of a step ends when it can: one that hangs would hang its reader too.
    if (!isWaiting) await returned
  }
}
