/** One channel each way; apart from the contract, so that the preload needs no schema. */
export const INVOKE_CHANNEL = 'alcove:invoke'
export const EVENT_CHANNEL = 'alcove:event'
