import { AppError } from '../../base/app-error.ts'
import type { Services } from '../../services.ts'
import type { Handlers } from '../router.ts'
import type { Desktop } from './desktop.ts'

type CacheRoute = Extract<keyof Handlers, `cache.${string}`>

export function cacheHandlers(services: Services, _desktop: Desktop): Pick<Handlers, CacheRoute> {
  const { cache, library, calibration, experiment } = services
  // Until the services land; each is replaced by its own.
  const missing = (): never => {
    throw new AppError('NOT_FOUND', { message: 'This part of the cache is not there yet.' })
  }
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
    'cache.patterns': missing,
    'cache.warming': missing,
    'cache.warm': missing,
    'cache.warmFromFile': missing,
    'cache.stopWarming': missing,
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
