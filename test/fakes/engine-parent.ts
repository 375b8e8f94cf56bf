import { realEngine } from './real-engine.ts'

/** A program that owns an engine, tells its process id and lives until it is killed. */
const { engine } = await realEngine()
await engine.ready(AbortSignal.timeout(30_000))
console.log(engine.pid)
setInterval(() => undefined, 1_000)
