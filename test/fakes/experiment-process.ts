import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { systemClock } from '../../src-main/base/clock.ts'
import { ExperimentStore, exactKey, partitionOf, ThresholdExperiment } from '../../src-main/cache/index.ts'
import { readConfig, SettingsStore } from '../../src-main/config/index.ts'
import { openDatabase } from '../../src-main/storage/index.ts'
import { silentLog } from './silent-log.ts'

/** A threshold experiment that counts for ever, to be killed at any instant. Argument: data folder. */
export interface Told {
  /** As it was found at the start, before anything was counted. */
  readonly started?: Counted
  readonly counted?: Counted
}

export interface Counted {
  readonly state: string
  readonly lookups: number
  readonly hits: number
  readonly compared: number
  readonly waiting: number
}

const [folder = ''] = process.argv.slice(2)
const log = silentLog().scope('experiment')
const database = openDatabase({ file: join(folder, 'alcove.db'), log })
const experiment = new ThresholdExperiment({
  ...{ exactKey, log, clock: systemClock, guard: () => null },
  settings: new SettingsStore(database, readConfig({})),
  store: new ExperimentStore(database),
})
const partition = partitionOf({
  ...{ collectionId: 'c', embedder: null, chatModel: { name: 'm', digest: 'm' }, promptVersion: 1 },
  ...{ instructions: '', temperature: 0, options: {}, k: 1, tokenBudget: 9, filters: {}, conversation: [] },
})

function counted(): Counted {
  const { state, arms, waiting } = experiment.view()
  const [{ lookups = 0, hits = 0, compared = 0 } = {}] = arms
  return { state, lookups, hits, compared, waiting }
}

const tell = (told: Told) => void process.send?.(told)

tell({ started: counted() })
if (experiment.view().state === 'none') {
  const arm = { threshold: 0.9, isGuarded: true }
  experiment.start({ arms: [arm, { ...arm, threshold: 0.95 }], mode: 'shadow', sampleShare: 1 })
}
for (let n = 0; ; n++) {
  const question = `Where is thing number ${n}?`
  const candidates = [{ entryId: n, question: 'Where?', similarity: 0.92 }]
  const found = { kind: 'miss', reason: 'below_threshold', vector: null } as const
  experiment.observe({ question, partition, candidates, found })
  const request = { question, collectionId: null, k: 6 }
  experiment.queue({ request, partition: partition.key, corpus: 'v', picks: [[0, n]], fresh: null })
  if (n % 3 === 0) {
    experiment.flush()
    tell({ counted: counted() })
  }
  while (experiment.view().waiting > 3) {
    const next = experiment.nextComparison
    if (next) experiment.finish(next.id, new Map([[0, 'agree']]))
    tell({ counted: counted() })
  }
  await nextTurn()
}
