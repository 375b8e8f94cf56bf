import { Gauge, type Registry } from 'prom-client'
import type { HealthCheck } from '../../src-shared/schemas/diagnostics.ts'
import type { Collection, IngestStatus } from '../../src-shared/schemas/library.ts'
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
  gauge(
    registry,
    'alcove_check_up',
    'Health of each part: 1 ok or degraded, 0 down or starting.',
    ['check'],
    () =>
      sources
        .health()
        .map(({ name, state }) => [{ check: name }, state === 'ok' || state === 'degraded' ? 1 : 0]),
  )
  gauge(registry, 'alcove_ingest_waiting', 'Documents on their way into the library.', [], () => [
    [{}, waitingIn(sources.queue())],
  ])
  gauge(registry, 'alcove_library_chunks', 'Passages in the library.', [], () => [
    [{}, sources.collections().reduce((sum, { chunks }) => sum + chunks, 0)],
  ])
  gauge(
    registry,
    'alcove_process_resident_bytes',
    'Resident memory of the processes of the app, by name.',
    ['process'],
    () => {
      const byName = new Map<string, number>()
      for (const { name, memory } of sources.processes()) {
        if (memory !== null) byName.set(name, (byName.get(name) ?? 0) + memory)
      }
      return [...byName].map(([name, bytes]) => [{ process: name }, bytes])
    },
  )
}

export const waitingIn = ({ total, done, failed }: IngestStatus): number => Math.max(0, total - done - failed)

function gauge(
  registry: Registry,
  name: string,
  help: string,
  labelNames: string[],
  read: () => readonly (readonly [Record<string, string>, number])[],
): void {
  new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      this.reset()
      try {
        for (const [labels, value] of read()) this.set(labels, value)
      } catch {
        // No sample of a part that cannot be read: without labels reset() leaves a 0, which would be a claim.
        if (labelNames.length === 0) this.remove()
      }
    },
  })
}
