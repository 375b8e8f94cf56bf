export { type Config, defaultDataFolder, readConfig } from './config.ts'
export { SettingsStore } from './settings-store.ts'
