import type { Database, Statement } from '../../storage/index.ts'
import type { Measured } from './measurement.ts'

export interface KeptMeasurement extends Measured {
  /** Epoch milliseconds. */
  readonly measuredAt: number
}

interface Row {
  readonly measuredAt: number
  readonly cosines: Uint8Array
  readonly verdicts: Uint8Array
}

/** Measurements of embedders, in `cache_calibration`. Throws what the database throws. */
export class CalibrationStore {
  readonly #database: Database
  readonly #read: Statement<Row>
  readonly #write: Statement<never>
  readonly #forgetOthers: Statement<never>

  constructor(database: Database) {
    this.#database = database
    this.#read = database.prepare(
      `SELECT measured_at AS measuredAt, cosines, verdicts FROM cache_calibration
       WHERE embedder = ? AND pairs = ?`,
    )
    this.#write = database.prepare(
      `INSERT OR REPLACE INTO cache_calibration (embedder, pairs, measured_at, cosines, verdicts)
       VALUES (?, ?, ?, ?, ?)`,
    )
    this.#forgetOthers = database.prepare('DELETE FROM cache_calibration WHERE pairs <> ?')
  }

  /** Null where there is none, or it is damaged: it is measured anew then. @param count of the pairs */
  read(embedder: string, pairs: string, count: number): KeptMeasurement | null {
    const row = this.#read.get(embedder, pairs)
    if (!row || row.cosines.length !== 4 * count || row.verdicts.length !== count) return null
    // Copied: a view must begin at a multiple of four bytes, and the driver's buffer may not.
    const cosines = new Float32Array(Uint8Array.from(row.cosines).buffer)
    const verdicts = Uint8Array.from(row.verdicts)
    const isSound =
      cosines.every((cosine) => Math.abs(cosine) <= MOST) && verdicts.every((verdict) => verdict <= 1)
    return isSound ? { measuredAt: row.measuredAt, cosines, verdicts } : null
  }

  /** In the place of what was measured before of this embedder, and of all other pairs. */
  write(embedder: string, pairs: string, { measuredAt, cosines, verdicts }: KeptMeasurement): void {
    const bytes = new Uint8Array(cosines.buffer, cosines.byteOffset, cosines.byteLength)
    this.#database.transaction(() => {
      this.#forgetOthers.run(pairs)
      this.#write.run(embedder, pairs, measuredAt, bytes, verdicts)
    })
  }
}

/** A cosine, with what rounding adds to 1. NaN is not below it. */
const MOST = 1.001
