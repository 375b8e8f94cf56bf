export { readOrMakeToken } from './api-token.ts'
export { toWire } from './routes/query.ts'
export { ApiServer } from './server.ts'
