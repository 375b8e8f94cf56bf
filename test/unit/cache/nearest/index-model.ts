import { expect } from 'vitest'
import type { GrowingIndex } from '../../../../src-main/cache/nearest/growing-index.ts'
import type { Neighbour } from '../../../../src-main/cache/vector-index.ts'
import { cosine, seededVectors } from '../../../fakes/seeded-vectors.ts'
import { graphWorld, settled } from './graph-world.ts'

const DIMENSION = 6
const COUNT = 6
/** Nearer ones that may go while a look-up is under way, and it still finds all that are left (ranking.ts). */
const SPARE = 24
const pool = seededVectors(97, DIMENSION)
const vectorOf = (number: number) => pool[number % pool.length] ?? new Float32Array(DIMENSION)

/** A look-up that is under way. */
interface Look {
  readonly asked: Float32Array
  /** What has been there, unchanged, since it began. */
  readonly throughout: Map<number, Float32Array>
  /** How often something went or changed since. */
  changes: number
}

/** An index, and beside it a map that says what must be found. */
export class IndexModel {
  readonly #world = graphWorld()
  readonly index: GrowingIndex = this.#world.index(DIMENSION)
  readonly #there = new Map<number, Float32Array>()
  readonly #looks = new Set<Look>()
  readonly #answers: Promise<void>[] = []

  add(id: number, number: number): void {
    this.index.add(id, vectorOf(number))
    this.#there.set(id, vectorOf(number))
    this.#changed(id)
  }

  remove(id: number): void {
    this.index.remove(id)
    this.#there.delete(id)
    this.#changed(id)
  }

  fill(number: number): void {
    for (let id = 0; id < 60; id++) this.add(id, number + id)
  }

  empty(to: number): void {
    for (const id of [...this.#there.keys()].slice(to)) this.remove(id)
  }

  look(number: number): void {
    const look = { asked: vectorOf(number), throughout: new Map(this.#there), changes: 0 }
    this.#looks.add(look)
    const answer = this.index.nearest(look.asked, COUNT).then((found) => {
      this.#looks.delete(look)
      this.#check(look, found)
    })
    // It is waited for at the end.
    answer.catch(() => {})
    this.#answers.push(answer)
  }

  /** Until the graph is whole, or waits for time to pass: a process was lost, also by a deadline that `time` made pass. */
  async wait(): Promise<void> {
    const { clock } = this.#world
    await settled(this.index, () => this.index.graph === 'away' && clock.pending > 0)
  }

  kill(): Promise<void> {
    return this.#world.kill()
  }

  /** Enough for a lost process to be started again. */
  time(): void {
    this.#world.clock.advance(60_000)
  }

  async end(): Promise<void> {
    await Promise.all(this.#answers)
    await this.#world.host.dispose()
  }

  #changed(id: number): void {
    expect(this.index.size).toBe(this.#there.size)
    for (const look of this.#looks) {
      look.throughout.delete(id)
      look.changes++
    }
  }

  #check({ asked, throughout, changes }: Look, found: readonly Neighbour[]): void {
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length)
    for (const [place, { id, similarity }] of found.entries()) {
      const vector = this.#there.get(id)
      if (!vector) throw new Error(`${id} was removed and is found`)
      expect(similarity).toBeCloseTo(cosine(vector, asked), 5)
      expect(similarity).toBeLessThanOrEqual(found[place - 1]?.similarity ?? 2)
    }
    if (changes > SPARE) return
    const least = found.length < COUNT ? -2 : (found.at(-1)?.similarity ?? -2)
    for (const [id, vector] of throughout) {
      if (cosine(vector, asked) <= Math.max(least, -1) + 1e-6) continue
      if (!found.some((one) => one.id === id)) throw new Error(`${id} is there throughout and was lost`)
    }
  }
}
