import { parentPort } from 'node:worker_threads'
import { Graph, usearch } from './graph.ts'
import type { FromGraphThread, ToGraphThread } from './graph-messages.ts'

/**
 * The program of the thread that holds the graphs. A search is answered at once, between two vectors of a batch: what
 * a graph does not hold yet is looked through by whoever asks.
 */
const port = parentPort
if (!port) throw new Error('This program is started by Alcove, not by hand.')
const graphs = new Map<number, Graph>()
const work: (() => void)[] = []

function say(message: FromGraphThread): void {
  port?.postMessage(message)
}

function workOn(): void {
  work.shift()?.()
  if (work.length > 0) setImmediate(workOn)
}

function later(step: () => void): void {
  if (work.push(step) === 1) setImmediate(workOn)
}

function apply({ request, graph, batch }: Extract<ToGraphThread, { type: 'apply' }>): void {
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

function heed(message: ToGraphThread): void {
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
  port.on('message', heed)
  say({ type: 'ready' })
} catch (error) {
  say({ type: 'unloadable', message: String(error) })
}
