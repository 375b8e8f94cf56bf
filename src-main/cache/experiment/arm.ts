import { createHash } from 'node:crypto'
import type { ExperimentArm } from '../../../src-shared/schemas/cache-experiment.ts'

/** Bytes of a digest that make a fraction: as many as a double holds without rounding. */
const BYTES = 6

/** 0 inclusive to 1 exclusive, uniform over texts, and the same for one text on every machine and after each start. */
export function fractionOf(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, BYTES) / 2 ** (8 * BYTES)
}

/** The arm that a question belongs to. @param key what equal questions have in common (normalise.ts) */
export function armOf(key: string, arms: number): number {
  return Math.floor(fractionOf(key) * arms)
}

/** `0.92 with the guard` */
export function nameOf({ threshold, isGuarded }: ExperimentArm): string {
  return `${threshold} ${isGuarded ? 'with' : 'without'} the guard`
}

export function isSameArm(a: ExperimentArm, b: ExperimentArm): boolean {
  return a.threshold === b.threshold && a.isGuarded === b.isGuarded
}
