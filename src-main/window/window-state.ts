import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const state = z.object({
  x: z.number().int().optional(),
  y: z.number().int().optional(),
  width: z.number().int().min(900).max(20_000),
  height: z.number().int().min(600).max(20_000),
  maximized: z.boolean(),
})
export type WindowState = z.infer<typeof state>

const initial: WindowState = { width: 1280, height: 840, maximized: false }

/** A file that is missing or spoilt gives the initial size: where a window stood is never worth an error. */
export function readWindowState(file: string): WindowState {
  try {
    return state.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return initial
  }
}

/** One that cannot be written is not worth one either: the window closes, and opens at its last known place. */
export function writeWindowState(file: string, value: WindowState): void {
  try {
    writeFileSync(file, JSON.stringify(value))
  } catch {
    // A full disk, say.
  }
}
