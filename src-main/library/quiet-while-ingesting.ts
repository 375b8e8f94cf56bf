import type { IngestStatus } from '../../src-shared/schemas/library.ts'
import { type Disposable, toDisposable } from '../base/disposable.ts'
import type { QuietTime } from '../base/quiet-time.ts'
import type { Library } from './library.ts'

/** It is not quiet while documents are read or embedded; while the queue stands still, for whatever reason, it is. */
export function quietWhileIngesting(
  quiet: Pick<QuietTime, 'begin'>,
  library: Pick<Library, 'status' | 'onStatus'>,
): Disposable {
  let busy: Disposable | null = null
  const heed = (status: IngestStatus) => {
    if (isMoving(status)) busy ??= quiet.begin('ingest')
    else {
      void busy?.dispose()
      busy = null
    }
  }
  const listening = library.onStatus(heed)
  heed(library.status())
  return toDisposable(() => {
    void listening.dispose()
    void busy?.dispose()
  })
}

/** A rebuild goes on while the queue is paused. */
function isMoving({ paused, waitingFor, total, done, failed, rebuild }: IngestStatus): boolean {
  const isQueueMoving = !paused && total - done - failed > 0
  return waitingFor === null && (isQueueMoving || rebuild !== null)
}
