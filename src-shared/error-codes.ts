/**
 * Every error a caller may see: its stable code, the HTTP status it gets on localhost and what it says when
 * nobody knew better. Callers branch on the code, never on the text.
 */
export const errorCatalogue = {
  // The caller's mistake
  INVALID_INPUT: { status: 400, message: 'The request is not valid.' },
  UNAUTHORIZED: { status: 401, message: 'This needs the token in the api-token file of the data folder.' },
  FORBIDDEN: { status: 403, message: 'This caller may not do that.' },
  NOT_FOUND: { status: 404, message: 'There is nothing here by that name.' },
  CONFLICT: { status: 409, message: 'That is in use or exists already.' },
  TOO_LARGE: { status: 413, message: 'That is larger than the limit.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'The body must be JSON.' },
  RATE_LIMITED: { status: 429, message: 'Too many requests; try again shortly.' },
  CANCELLED: { status: 499, message: 'Stopped.' },

  // Reading a file: each is about that file alone
  FILE_NOT_FOUND: { status: 404, message: 'The file is no longer there.' },
  FILE_NO_PERMISSION: { status: 403, message: 'The file may not be read: its permissions forbid it.' },
  FILE_EMPTY: { status: 422, message: 'The file is empty.' },
  FILE_TOO_LARGE: { status: 413, message: 'The file is too large to read.' },
  FILE_UNSUPPORTED: { status: 415, message: 'This kind of file cannot be read yet.' },
  FILE_NOT_TEXT: { status: 415, message: 'The file holds binary data, not text.' },
  FILE_CORRUPT: { status: 422, message: 'The file is damaged and cannot be read.' },
  FILE_ENCRYPTED: { status: 422, message: 'The file is protected by a password.' },
  FILE_NO_TEXT: { status: 422, message: 'The file holds no text; it may be a scan.' },
  FILE_CHANGED: { status: 409, message: 'The file changed while it was being read; it is read again.' },
  READER_CRASHED: { status: 500, message: 'The reader stopped on this file.' },

  // Models
  MODEL_UNAVAILABLE: { status: 503, message: 'No model answers right now.' },
  MODEL_NOT_FOUND: { status: 404, message: 'The model is not installed.' },
  MODEL_LOAD_FAILED: { status: 503, message: 'The model could not be loaded.' },
  MODEL_FAILED: { status: 502, message: 'The model failed while answering.' },
  MODEL_BUSY: { status: 503, message: 'The model server is busy.' },
  EMBEDDER_UNAVAILABLE: { status: 503, message: 'The embedding model does not answer right now.' },
  EMBEDDING_INVALID: { status: 502, message: 'The embedding model returned something that is not a vector.' },
  DEADLINE_CONNECT: { status: 504, message: 'The model server could not be reached in time.' },
  DEADLINE_FIRST_TOKEN: { status: 504, message: 'The model did not begin to answer in time.' },
  DEADLINE_BETWEEN_CHUNKS: { status: 504, message: 'The model stopped in the middle of its answer.' },
  DEADLINE_TOTAL: { status: 504, message: 'The call took longer than it may.' },

  // Protection: the call was not made. `data` of CIRCUIT_OPEN is {breaker, state, retryAfterMs or null}
  CIRCUIT_OPEN: { status: 503, message: 'It failed too often in a row and is given a rest.' },
  POOL_FULL: { status: 503, message: 'Too many calls wait for the model server already.' },
  POOL_TIMEOUT: { status: 503, message: 'No connection to the model server became free in time.' },

  // Stores
  VECTOR_STORE_UNAVAILABLE: { status: 503, message: 'The vector store does not answer right now.' },
  DATABASE_BUSY: { status: 503, message: 'The database is in use by another program.' },
  DATABASE_CORRUPT: { status: 500, message: 'The database is damaged.' },
  DATABASE_TOO_NEW: { status: 500, message: 'The database was written by a newer Alcove.' },
  DATABASE_UNAVAILABLE: { status: 503, message: 'The database cannot be opened, read or written.' },
  DISK_FULL: { status: 507, message: 'The disk is full.' },

  SHUTTING_DOWN: { status: 503, message: 'Alcove is closing.' },
  INTERNAL: { status: 500, message: 'Something went wrong inside Alcove; the log has the details.' },
} as const satisfies Record<string, { status: number; message: string }>

export type ErrorCode = keyof typeof errorCatalogue

/** An error as it crosses IPC, HTTP and the database: no stack, no cause. */
export interface ErrorBody {
  readonly code: ErrorCode
  readonly message: string
  readonly data?: unknown
}
