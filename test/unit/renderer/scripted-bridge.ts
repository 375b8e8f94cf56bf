import { type AlcoveBridge, BridgeError } from '../../../src-renderer/bridge.ts'
import type { ErrorCode } from '../../../src-shared/error-codes.ts'
import type { RouteInput, RouteName, RouteOutput } from '../../../src-shared/ipc/contract.ts'
import type { EventName, Events } from '../../../src-shared/ipc/events.ts'

type Answers = {
  readonly [R in RouteName]?: (input: RouteInput<R>) => RouteOutput<R> | Promise<RouteOutput<R>>
}

/** A main process of a few answers for the tests of a store. What it was not taught to answer is an error. */
export class ScriptedBridge implements AlcoveBridge {
  readonly asked: {
    readonly route: RouteName
    readonly input: unknown
    readonly files?: readonly unknown[]
  }[] = []
  readonly #listeners = new Map<EventName, Set<(payload: never) => void>>()
  #answers: Answers

  constructor(answers: Answers) {
    this.#answers = answers
  }

  teach(answers: Answers): void {
    this.#answers = { ...this.#answers, ...answers }
  }

  async invoke<R extends RouteName>(route: R, input: RouteInput<R>, files?: readonly unknown[]) {
    this.asked.push({ route, input, ...(files ? { files } : {}) })
    const answer = this.#answers[route]
    if (!answer) throw refusal('NOT_FOUND', `nobody taught an answer for ${route}`)
    return answer(input)
  }

  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  say<E extends EventName>(event: E, payload: Events[E]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(payload as never)
  }

  inputsOf(route: RouteName): readonly unknown[] {
    return this.asked.filter((call) => call.route === route).map(({ input }) => input)
  }
}

export const refusal = (code: ErrorCode, message: string): BridgeError => new BridgeError({ code, message })

/** Lets every promise that is due settle. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
