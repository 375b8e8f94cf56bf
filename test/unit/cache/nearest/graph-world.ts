import { onTestFinished, vi } from 'vitest'
import {
  type Child,
  type ChildExit,
  type ChildLauncher,
  nodeLauncher,
} from '../../../../src-main/base/child-process.ts'
import { Emitter } from '../../../../src-main/base/emitter.ts'
import { GraphHost } from '../../../../src-main/cache/nearest/graph-host.ts'
import type { FromGraphChild, ToGraphChild } from '../../../../src-main/cache/nearest/graph-messages.ts'
import { GrowingIndex } from '../../../../src-main/cache/nearest/growing-index.ts'
import { ManualClock } from '../../../fakes/manual-clock.ts'
import { silentLog } from '../../../fakes/silent-log.ts'

/** A process that does what the test says. */
export class ScriptedChild implements Child {
  readonly pid = undefined
  readonly #message = new Emitter<unknown>()
  readonly #exit = new Emitter<ChildExit>()
  readonly onMessage = this.#message.event
  readonly onOutput = new Emitter<string>().event
  readonly onExit = this.#exit.event
  readonly #answer: (message: ToGraphChild) => FromGraphChild | null

  /** @param first what it says when it has started @param answer null: nothing */
  constructor(
    first: FromGraphChild | null,
    answer: (message: ToGraphChild) => FromGraphChild | null = () => null,
  ) {
    this.#answer = answer
    if (first) setImmediate(() => this.#message.fire(first))
  }

  say(message: FromGraphChild): void {
    this.#message.fire(message)
  }

  send(message: unknown): void {
    const answer = this.#answer(message as ToGraphChild)
    if (answer) setImmediate(() => this.#message.fire(answer))
  }

  kill(): void {
    setImmediate(() => this.#exit.fire({ code: null, signal: 'SIGKILL' }))
  }

  async dispose(): Promise<void> {}
}

/** A host over real processes, which the test can kill, and time that it moves. */
export function graphWorld(start: () => Child = () => nodeLauncher.start('graph-child')) {
  const clock = new ManualClock()
  const children: Child[] = []
  const ended = new Set<Child>()
  const launcher: ChildLauncher = {
    start: () => {
      const child = start()
      child.onExit(() => ended.add(child))
      children.push(child)
      return child
    },
  }
  const host = new GraphHost({ launcher, clock, log: silentLog().scope('cache') })
  onTestFinished(() => host.dispose())
  return {
    clock,
    host,
    children,
    ended,
    /** Above 30 by a graph, below 20 by the scan again. */
    index: (dimension: number) =>
      new GrowingIndex({ dimension, graphs: host, graphAbove: 30, graphBelow: 20, sliceMs: 0 }),
    /** As a person or the system would; resolves when it is known. */
    kill: () =>
      new Promise<void>((resolve) => {
        const child = children.at(-1)
        if (!child || ended.has(child)) return resolve()
        child.onExit(() => resolve())
        child.kill('SIGKILL')
      }),
  }
}

/** Where there are enough, until the graph holds them all, or `isVain` to wait for that. */
export function settled(index: GrowingIndex, isVain = () => false): Promise<void> {
  return vi.waitFor(
    () => {
      if (isVain()) return
      if (index.graph !== 'none' && index.graph !== 'whole') throw new Error('the graph is not whole')
    },
    { timeout: 10_000, interval: 1 },
  )
}
