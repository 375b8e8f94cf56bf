import type { Config } from '../../src-main/config/index.ts'
import { allParts } from '../setup/parts/all.ts'
import type { Check } from './check.ts'
import { dataFolderCheck, diskCheck } from './data-folder.ts'
import { databaseCheck } from './database.ts'
import { displayCheck } from './display.ts'
import { chromaCheck, llamaCheck, sqliteCheck, sqliteInElectronCheck } from './native-modules.ts'
import { ollamaCheck } from './ollama.ts'
import { portCheck } from './port.ts'
import { nodeCheck } from './runtime.ts'
import { sandboxCheck } from './sandbox.ts'
import { partCheck } from './set-up-parts.ts'

/** Everything that the doctor looks at, in the order of its report. */
export function allChecks(config: Config): Check[] {
  return [
    nodeCheck,
    ...allParts().map(partCheck),
    displayCheck,
    sandboxCheck,
    sqliteCheck,
    sqliteInElectronCheck,
    llamaCheck,
    chromaCheck,
    ollamaCheck(config.OLLAMA_HOST),
    portCheck(config.ALCOVE_PORT),
    dataFolderCheck(config.dataFolder),
    diskCheck(config.dataFolder),
    databaseCheck(config.dataFolder),
  ]
}
