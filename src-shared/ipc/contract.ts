import type { z } from 'zod'
import { cacheRoutes } from './cache-routes.ts'
import { chatRoutes } from './chat-routes.ts'
import { diagnosticsRoutes } from './diagnostics-routes.ts'
import { libraryRoutes } from './library-routes.ts'
import { modelRoutes } from './model-routes.ts'
import { settingsRoutes } from './settings-routes.ts'

/**
 * Everything the window may ask for, as `domain.action`. No route takes a path: files reach main by a dialog
 * that main opens, or by a drop whose paths the preload reads from the File objects themselves.
 */
export const routes = {
  ...chatRoutes,
  ...libraryRoutes,
  ...modelRoutes,
  ...settingsRoutes,
  ...diagnosticsRoutes,
  ...cacheRoutes,
}

export type Routes = typeof routes
export type RouteName = keyof Routes
/** As the window writes it, before defaults are filled in. */
export type RouteInput<R extends RouteName> = z.input<Routes[R]['input']>
/** As a handler gets it. */
export type ParsedInput<R extends RouteName> = z.output<Routes[R]['input']>
export type RouteOutput<R extends RouteName> = z.output<Routes[R]['output']>
