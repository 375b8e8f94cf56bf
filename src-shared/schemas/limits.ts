/** The bounds of everything that comes from outside, in one place. Lengths are UTF-16 code units. */
export const limits = {
  question: 8_000,
  title: 200,
  collectionName: 80,
  path: 4_096,
  pathsAtOnce: 1_000,
  id: 64,
  modelName: 200,
  searchText: 500,
  /** Passages handed to the model for one question. */
  maxK: 20,
  defaultK: 6,
  /** Answers in the semantic cache. */
  cacheSize: 100_000,
  /** Bytes of all of them together, from a megabyte to a terabyte. */
  cacheBytes: { least: 1_048_576, most: 1_099_511_627_776 },
  /** Seconds that one of them is kept: 30 days. */
  cacheTtl: 2_592_000,
  /** One HTTP body, in bytes. */
  httpBody: 1_048_576,
} as const
