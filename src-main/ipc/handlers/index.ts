import type { Services } from '../../services.ts'
import type { Handlers } from '../router.ts'
import { cacheHandlers } from './cache.ts'
import { chatHandlers } from './chat.ts'
import type { Desktop } from './desktop.ts'
import { diagnosticsHandlers } from './diagnostics.ts'
import { libraryHandlers } from './library.ts'
import { modelHandlers } from './models.ts'
import { settingsHandlers } from './settings.ts'

/** Handlers only call a service; what they need of the desktop (dialogs, the shell) is handed in. */
export function createHandlers(services: Services, desktop: Desktop): Handlers {
  return {
    ...chatHandlers(services, desktop),
    ...libraryHandlers(services, desktop),
    ...modelHandlers(services),
    ...settingsHandlers(services, desktop),
    ...diagnosticsHandlers(services),
    ...cacheHandlers(services, desktop),
  }
}
