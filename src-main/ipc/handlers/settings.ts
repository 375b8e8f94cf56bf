import type { Services } from '../../services.ts'
import type { Handlers } from '../router.ts'
import type { Desktop } from './desktop.ts'

type SettingsRoute = Extract<keyof Handlers, `settings.${string}` | `app.${string}`>

export function settingsHandlers(services: Services, desktop: Desktop): Pick<Handlers, SettingsRoute> {
  return {
    'settings.get': () => services.settingsView(),
    'settings.set': (changes) => {
      services.settings.set(changes)
      return services.settingsView()
    },
    'app.openDataFolder': async () => {
      await desktop.openFolder(services.paths.data)
      return null
    },
    'app.openLink': async ({ url }) => {
      await desktop.openLink(url)
      return null
    },
  }
}
