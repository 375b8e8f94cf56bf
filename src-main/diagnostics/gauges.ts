import type { Registry } from 'prom-client'
import type { HealthCheck } from '../../src-shared/schemas/diagnostics.ts'
import type { Collection, IngestStatus } from '../../src-shared/schemas/library.ts'
import { collectedGauge } from './collected.ts'
import type { ProcessMemory } from './processes.ts'

export interface GaugeSources {
  health(): readonly HealthCheck[]
  queue(): IngestStatus
  collections(): readonly Collection[]
  processes(): readonly ProcessMemory[]
}

/**
 * What is read when somebody asks for the metrics. A part that cannot be read then has no sample, and the others
 * have theirs: metrics matter most when something is down.
 */
export function addGauges(registry: Registry, sources: GaugeSources): void {
  collectedGauge(registry, {
    name: 'alcove_check_up',
    help: 'Health of each part: 1 ok or degraded, 0 down or starting.',
    labelNames: ['check'],
    read: () =>
      sources
        .health()
        .map(({ name, state }) => [{ check: name }, state === 'ok' || state === 'degraded' ? 1 : 0]),
  })
  collectedGauge(registry, {
    name: 'alcove_ingest_waiting',
    help: 'Documents on their way into the library.',
    read: () => [[{}, waitingIn(sources.queue())]],
  })
  collectedGauge(registry, {
    name: 'alcove_library_chunks',
    help: 'Passages in the library.',
    read: () => [[{}, sources.collections().reduce((sum, { chunks }) => sum + chunks, 0)]],
  })
  collectedGauge(registry, {
    name: 'alcove_process_resident_bytes',
    help: 'Resident memory of the processes of the app, by name.',
    labelNames: ['process'],
    read: () => {
      const byName = new Map<string, number>()
      for (const { name, memory } of sources.processes()) {
        if (memory !== null) byName.set(name, (byName.get(name) ?? 0) + memory)
      }
      return [...byName].map(([name, bytes]) => [{ process: name }, bytes])
    },
  })
}

export const waitingIn = ({ total, done, failed }: IngestStatus): number => Math.max(0, total - done - failed)
