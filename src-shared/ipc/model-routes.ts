import { z } from 'zod'
import {
  backend,
  type InstalledModel,
  type ModelSelection,
  modelName,
  type OfferedModel,
} from '../schemas/models.ts'
import { answers, defineRoute, nothing } from './define-route.ts'

const named = z.strictObject({ name: modelName, backend })

export const modelRoutes = {
  'models.selection': defineRoute({ input: nothing, output: answers<ModelSelection>() }),
  'models.installed': defineRoute({ input: nothing, output: answers<readonly InstalledModel[]>() }),
  'models.offered': defineRoute({ input: nothing, output: answers<readonly OfferedModel[]>() }),
  /** Returns at once; progress comes as `models.pull`. */
  'models.pull': defineRoute({ input: named, output: answers<null>() }),
  'models.cancelPull': defineRoute({ input: named, output: answers<null>() }),
  /** Looks again at Ollama and the engine. */
  'models.refresh': defineRoute({ input: nothing, output: answers<ModelSelection>() }),
}
