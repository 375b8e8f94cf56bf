/** Whose call it is: one that a person waits for goes before all that runs by itself. */
export type Priority = 'person' | 'background'
