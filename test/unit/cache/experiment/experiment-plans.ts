import type { ExperimentPlan } from '../../../../src-shared/schemas/cache-experiment.ts'
import type { experimentWorld } from './experiment-world.ts'

export const shadow: ExperimentPlan = {
  arms: [
    { threshold: 0.92, isGuarded: true },
    { threshold: 0.7, isGuarded: true },
    { threshold: 0.99, isGuarded: true },
    { threshold: 0.92, isGuarded: false },
  ],
  mode: 'shadow',
  sampleShare: 0,
}
/** Live, no arm may be without the guard. */
export const guardedLive: ExperimentPlan = {
  ...shadow,
  arms: shadow.arms.filter(({ isGuarded }) => isGuarded),
  mode: 'live',
}
export const FIRST = 'When does the hut open?'

export type World = Awaited<ReturnType<typeof experimentWorld>>

/** One question exact, one near, one further off, one that the guard objects to. */
export async function askAll(world: World): Promise<readonly (string | undefined)[]> {
  world.guardBy((asked) => (asked.includes('not') ? { rule: 'negation', detail: 'not' } : null))
  world.cosines.set('At what time is the hut open?', 0.95)
  world.cosines.set('What about the hut?', 0.75)
  world.cosines.set('When does the hut not open?', 0.98)
  const kinds: (string | undefined)[] = []
  for (const question of [FIRST, FIRST, ...[...world.cosines.keys()]]) {
    kinds.push((await world.ask(question)).cachedFrom?.kind)
  }
  return kinds
}

export const tally = (world: World) =>
  world.experiment.view().arms.map(({ lookups, hits }) => [lookups, hits])
