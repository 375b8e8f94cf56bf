import { createLog, type RootLog } from '../../src-main/base/logger.ts'

/** A log whose lines are kept in its tail and printed nowhere. */
export const silentLog = (): RootLog => createLog({ level: 'debug' })
