export { type Database, openDatabase, type SqlValue, type Statement } from './database.ts'
