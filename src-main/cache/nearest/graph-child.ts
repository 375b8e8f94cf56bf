import { parentPort } from '../../base/parent-port.ts'
import { Graph, usearch } from './graph.ts'
import type { FromGraphChild, ToGraphChild } from './graph-messages.ts'

/**
 * The program that holds the graphs. A search is answered at once, between two vectors of a batch: what a graph does not
 * hold yet is looked through by whoever asks. A process, not a thread: native code that fails, or a thread that is ended
 * in the middle of it, takes its whole process along.
 */
const port = parentPort()
const graphs = new Map<number, Graph>()
const work: (() => void)[] = []

function say(message: FromGraphChild): void {
  port.send(message)
}

function workOn(): void {
  work.shift()?.()
  if (work.length > 0) setImmediate(workOn)
}

function later(step: () => void): void {
  if (work.push(step) === 1) setImmediate(workOn)
}

function apply({ request, graph, batch }: Extract<ToGraphChild, { type: 'apply' }>): void {
  const { ids, vectors, removed } = batch
  for (const id of removed) later(() => graphs.get(graph)?.remove(id))
  for (const [at, id] of ids.entries()) {
    later(() => {
      const its = graphs.get(graph)
      its?.add(id, vectors.subarray(at * its.dimension, (at + 1) * its.dimension))
    })
  }
  later(() => say({ type: 'applied', request }))
}

function heed(message: ToGraphChild): void {
  switch (message.type) {
    case 'open':
      graphs.set(message.graph, new Graph(message.dimension))
      return
    case 'close':
      graphs.delete(message.graph)
      return
    case 'apply':
      apply(message)
      return
    case 'search': {
      const { request, graph, vector, count } = message
      say({ type: 'found', request, ids: graphs.get(graph)?.search(vector, count) ?? [] })
    }
  }
}

try {
  usearch()
  port.onMessage((message) => heed(message as ToGraphChild))
  say({ type: 'ready' })
} catch (error) {
  say({ type: 'unloadable', message: String(error) })
}
