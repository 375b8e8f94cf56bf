export { Engine, type EngineState } from './engine.ts'
