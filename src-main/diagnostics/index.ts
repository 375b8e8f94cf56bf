export type { Diagnostics } from './diagnostics.ts'
