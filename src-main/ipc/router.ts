import type { ErrorBody } from '../../src-shared/error-codes.ts'
import { type ParsedInput, type RouteName, type RouteOutput, routes } from '../../src-shared/ipc/contract.ts'
import type { Outcome } from '../../src-shared/ipc/define-route.ts'
import { AppError, toAppError } from '../base/app-error.ts'
import type { Logger } from '../base/logger.ts'
import { droppedPathsOf } from './dropped-paths.ts'

export interface HandlerContext {
  readonly windowId: number
  /** Paths of files that were dropped with this very call; empty otherwise. */
  readonly droppedPaths: readonly string[]
}

/** One handler a route: a missing or an extra one does not compile. */
export type Handlers = {
  readonly [R in RouteName]: (
    input: ParsedInput<R>,
    context: HandlerContext,
  ) => RouteOutput<R> | Promise<RouteOutput<R>>
}

/** Who calls, with what came beside the input, not yet looked at. */
export interface Caller {
  readonly windowId: number
  readonly paths?: unknown
}

/** Finds the route, parses the input, calls the handler. Never rejects: errors come back as data. */
export type Dispatch = (route: unknown, input: unknown, caller: Caller) => Promise<Outcome<unknown>>

export function createDispatch(handlers: Handlers, log: Logger): Dispatch {
  return async (route, input, caller) => {
    try {
      return { ok: true, data: await call(handlers, route, input, caller) }
    } catch (error) {
      return { ok: false, error: report(error, route, log) }
    }
  }
}

async function call(handlers: Handlers, route: unknown, input: unknown, caller: Caller): Promise<unknown> {
  // Own keys only: 'constructor' and '__proto__' are no routes.
  if (typeof route !== 'string' || !Object.hasOwn(routes, route)) {
    throw new AppError('NOT_FOUND', { message: 'There is no such route.' })
  }
  const name = route as RouteName
  const parsed = routes[name].input.safeParse(input)
  if (!parsed.success) throw invalid(parsed.error.issues)
  const context: HandlerContext = {
    windowId: caller.windowId,
    droppedPaths: droppedPathsOf(caller.paths),
  }
  // The table pairs each name with its own input, which the compiler cannot follow through a variable name.
  const handler = handlers[name] as (input: unknown, context: HandlerContext) => unknown
  return await handler(parsed.data, context)
}

function invalid(issues: readonly { readonly path: PropertyKey[]; readonly message: string }[]): AppError {
  const told = issues.slice(0, MOST_ISSUES).map(({ path, message }) => ({
    path: path.map(String).join('.').slice(0, MOST_ECHO),
    message: message.slice(0, MOST_ECHO),
  }))
  return new AppError('INVALID_INPUT', { data: { issues: told } })
}

const MOST_ISSUES = 10
/** An unknown key comes back in the message; a megabyte of it does not. */
const MOST_ECHO = 200

function report(error: unknown, route: unknown, log: Logger): ErrorBody {
  const appError = toAppError(error)
  if (appError.code === 'INTERNAL') {
    // Only a name of ours is logged: anything else was refused before a handler could throw.
    log.error({ route: typeof route === 'string' ? route.slice(0, 100) : null, err: error }, 'request failed')
  }
  return appError.toBody()
}
