import { AppError } from '../../base/app-error.ts'
import type { Services } from '../../services.ts'
import type { Handlers } from '../router.ts'
import type { Desktop } from './desktop.ts'

/** Questions are put together by vectors, and some of these may have to be made first. */
const PATTERNS_DEADLINE_MS = 30_000

type CacheRoute = Extract<keyof Handlers, `cache.${string}`>

export function cacheHandlers(services: Services, desktop: Desktop): Pick<Handlers, CacheRoute> {
  const { cache, library, calibration, experiment, warming, patterns } = services
  return {
    'cache.stats': () => cache.stats(),
    'cache.entries': (filter) => {
      const found = cache.entries(filter)
      return { ...found, titles: titlesOf(library, found.items) }
    },
    'cache.entry': ({ id }) => cache.entry(id),
    'cache.nearMisses': () => cache.nearMisses(),
    'cache.remove': ({ id }) => {
      cache.remove(id)
      return null
    },
    'cache.removeOfDocument': ({ documentId }) => ({ removed: cache.invalidate({ documentId }) }),
    'cache.clear': async () => ({ removed: await cache.clear() }),
    'cache.calibration': () => calibration.view(),
    'cache.calibrate': () => calibration.calibrate(),
    'cache.patterns': () => patterns.read(AbortSignal.timeout(PATTERNS_DEADLINE_MS)),
    'cache.warming': () => warming.view(),
    'cache.warm': (source) => warming.start(source),
    'cache.warmFromFile': async ({ collectionId }) => {
      const path = await desktop.pickQuestions()
      return path === null ? null : warming.fromFile(path, collectionId)
    },
    'cache.stopWarming': () => warming.stop(),
    'cache.experiment': () => experiment.view(),
    'cache.startExperiment': (plan) => {
      experiment.start(plan)
      return experiment.view()
    },
    'cache.endExperiment': () => {
      experiment.end()
      return experiment.view()
    },
    'cache.adoptArm': ({ arm }) => {
      experiment.adopt(arm)
      return experiment.view()
    },
  }
}

/** One that was removed meanwhile has no title; its entries go with it in a moment. */
function titlesOf(
  library: Services['library'],
  entries: readonly { readonly documents: readonly string[] }[],
): Readonly<Record<string, string>> {
  const titles: Record<string, string> = {}
  for (const id of new Set(entries.flatMap(({ documents }) => documents))) {
    const title = titleOf(library, id)
    if (title !== null) titles[id] = title
  }
  return titles
}

function titleOf(library: Services['library'], id: string): string | null {
  try {
    return library.document(id).title
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return null
    throw error
  }
}
