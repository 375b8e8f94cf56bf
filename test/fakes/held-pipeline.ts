import type { AnswerPipeline, AnswerRequest } from '../../src-main/chat/index.ts'
import type { AnswerEvent } from '../../src-shared/schemas/chat.ts'

/** A pipeline whose events the test hands out one by one. */
export class HeldPipeline implements Pick<AnswerPipeline, 'answer'> {
  readonly requests: AnswerRequest[] = []
  readonly signals: AbortSignal[] = []
  #give: ((event: AnswerEvent | Error) => void)[] = []
  #waiting: (AnswerEvent | Error)[][] = []

  async *answer(request: AnswerRequest, signal: AbortSignal): AsyncIterable<AnswerEvent> {
    const at = this.requests.push(request) - 1
    this.signals.push(signal)
    for (;;) {
      const event =
        this.#waiting[at]?.shift() ??
        (await new Promise<AnswerEvent | Error>((resolve) => {
          this.#give[at] = resolve
        }))
      if (event instanceof Error) throw event
      yield event
      if (event.type === 'done') return
    }
  }

  async give(at: number, ...events: (AnswerEvent | Error)[]): Promise<void> {
    for (const event of events) {
      const resolve = this.#give[at]
      if (resolve) resolve(event)
      else this.#waiting[at] = [...(this.#waiting[at] ?? []), event]
      delete this.#give[at]
      await settle()
    }
  }
}

/** Lets what is resolved already be told. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}
