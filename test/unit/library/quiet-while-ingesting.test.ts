import { expect, it } from 'vitest'
import { Emitter } from '../../../src-main/base/emitter.ts'
import { QuietTime } from '../../../src-main/base/quiet-time.ts'
import { quietWhileIngesting } from '../../../src-main/library/index.ts'
import type { IngestStatus } from '../../../src-shared/schemas/library.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'

const idle: IngestStatus = {
  ...{ paused: false, waitingFor: null, total: 3, done: 2, failed: 1, active: [] },
  ...{ chunksPerSecond: null, remainingSeconds: null, rebuild: null },
}
const reading: IngestStatus = { ...idle, total: 4 }

function setUp(first: IngestStatus) {
  const quiet = new QuietTime(new ManualClock())
  const told = new Emitter<IngestStatus>()
  const watching = quietWhileIngesting(quiet, { status: () => first, onStatus: told.event })
  return { quiet, watching, tell: (status: IngestStatus) => told.fire(status) }
}

it('is not quiet while documents are read, from the start on', () => {
  const { quiet, tell } = setUp(reading)
  expect(quiet.busyWith).toBe('ingest')
  tell(reading)
  tell(idle)
  expect(quiet.busyWith).toBeNull()
})

it.each<[string, Partial<IngestStatus>]>([
  ['is paused', { paused: true }],
  ['waits for a part', { waitingFor: 'embedder' }],
  ['has nothing but failures', { total: 3 }],
])('is quiet while the queue %s', (_name, status) => {
  const { quiet, tell } = setUp(idle)
  tell({ ...reading, ...status })
  expect(quiet.busyWith).toBeNull()
})

it('is not quiet while vectors are built anew, though the queue is paused', () => {
  const { quiet } = setUp({ ...idle, paused: true, rebuild: { done: 1, total: 9 } })
  expect(quiet.busyWith).toBe('ingest')
})

it('is left quiet by who no longer watches', () => {
  const { quiet, watching } = setUp(reading)
  void watching.dispose()
  expect(quiet.busyWith).toBeNull()
})
