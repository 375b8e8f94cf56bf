import { z } from 'zod'
import type { ErrorBody } from '../error-codes.ts'

export interface Route<Input extends z.ZodType = z.ZodType, Output = unknown> {
  readonly input: Input
  /** Carries the type alone: main is trusted, so what it answers is not parsed again. */
  readonly output: z.ZodType<Output>
}

/** One request from the window: main parses `input`, and handler and caller are typed from both. */
export function defineRoute<Input extends z.ZodType, Output>(
  route: Route<Input, Output>,
): Route<Input, Output> {
  return route
}

/** The type of an answer, where nothing has to be parsed. */
export const answers = <T>() => z.custom<T>()
export const nothing = z.strictObject({})

/** What crosses the channel: Electron keeps only the message of a rejection, so errors travel as data. */
export type Outcome<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly error: ErrorBody }
