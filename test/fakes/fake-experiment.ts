import type { ExperimentView } from '../../src-shared/schemas/cache-experiment.ts'

/** Of no experiment, but for what the test says. */
export function fakeExperiment(view: Partial<ExperimentView> = {}): ExperimentView {
  return {
    ...{ state: 'none', plan: null, startedAt: null, endedAt: null, arms: [], waiting: 0, verdict: null },
    ...view,
  }
}
