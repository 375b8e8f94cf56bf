export { Engine, type EngineAddress, type EngineOptions, type EngineState } from './engine.ts'
