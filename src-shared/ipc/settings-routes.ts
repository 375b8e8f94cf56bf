import { z } from 'zod'
import { type SettingsView, settings } from '../schemas/settings.ts'
import { answers, defineRoute, nothing } from './define-route.ts'

export const settingsRoutes = {
  'settings.get': defineRoute({ input: nothing, output: answers<SettingsView>() }),
  'settings.set': defineRoute({ input: settings.partial(), output: answers<SettingsView>() }),
  'app.openDataFolder': defineRoute({ input: nothing, output: answers<null>() }),
  /** Asks first; only https and http, never anything else. */
  'app.openLink': defineRoute({
    input: z.strictObject({ url: z.url().max(2_048) }),
    output: answers<null>(),
  }),
}
