export { readOrMakeToken } from './api-token.ts'
export { ApiServer } from './server.ts'
