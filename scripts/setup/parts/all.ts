import type { Part } from '../part.ts'
import { modelsFolder } from '../paths.ts'
import { chatModelPart } from './chat-model.ts'
import { electronPart } from './electron.ts'
import { embedderPart } from './embedder.ts'
import { librariesPart } from './libraries.ts'

/** Every part, in the order in which they are brought: the libraries are those that the Electron found needs. */
export function allParts(): Part[] {
  return [embedderPart(modelsFolder), chatModelPart(modelsFolder), electronPart(), librariesPart()]
}
