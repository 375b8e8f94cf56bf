import { resolve } from 'node:path'

/** The project's root folder. */
export const root = resolve(import.meta.dirname, '../..')
/** Models that come with the project; pulled ones live in the data folder. */
export const modelsFolder = resolve(root, 'resources/models')
/** What set-up brings beside node_modules, so that `npm ci` keeps it. */
export const runtimeFolder = resolve(root, '.runtime')
