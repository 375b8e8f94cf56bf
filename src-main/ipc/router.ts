import type { ErrorBody } from '../../src-shared/error-codes.ts'
import { type ParsedInput, type RouteName, type RouteOutput, routes } from '../../src-shared/ipc/contract.ts'
import type { Outcome } from '../../src-shared/ipc/define-route.ts'
import { AppError, toAppError } from '../base/app-error.ts'
import type { Logger } from '../base/logger.ts'

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

/** Finds the route, parses the input, calls the handler. Never rejects: errors come back as data. */
export type Dispatch = (route: unknown, input: unknown, context: HandlerContext) => Promise<Outcome<unknown>>

export function createDispatch(handlers: Handlers, log: Logger): Dispatch {
  return async (route, input, context) => {
    try {
      return { ok: true, data: await call(handlers, route, input, context) }
    } catch (error) {
      return { ok: false, error: report(error, String(route), log) }
    }
  }
}

async function call(
  handlers: Handlers,
  route: unknown,
  input: unknown,
  context: HandlerContext,
): Promise<unknown> {
  // Own keys only: 'constructor' and '__proto__' are no routes.
  if (typeof route !== 'string' || !Object.hasOwn(routes, route)) {
    throw new AppError('NOT_FOUND', { message: 'There is no such route.' })
  }
  const name = route as RouteName
  const parsed = routes[name].input.safeParse(input)
  if (!parsed.success) {
    const issues = parsed.error.issues
      .slice(0, 10)
      .map(({ path, message }) => ({ path: path.join('.'), message }))
    throw new AppError('INVALID_INPUT', { data: { issues } })
  }
  // The table pairs each name with its own input, which the compiler cannot follow through a variable name.
  const handler = handlers[name] as (input: unknown, context: HandlerContext) => unknown
  return await handler(parsed.data, context)
}

function report(error: unknown, route: string, log: Logger): ErrorBody {
  const appError = toAppError(error)
  if (appError.code === 'INTERNAL') log.error({ route: route.slice(0, 100), err: error }, 'request failed')
  return appError.toBody()
}
