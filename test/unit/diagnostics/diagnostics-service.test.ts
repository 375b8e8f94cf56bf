import { describe, expect, test } from 'vitest'
import { answer } from '../http/fake-services.ts'

import { broken, diagnostics, parts, withDiagnostics } from './diagnostics-set-up.ts'

withDiagnostics()

describe('the snapshot', () => {
  test('counts answers by mode, failures and requests, with their times', () => {
    const timings = { embed: 3, dense: 10, lexical: 4, fuse: 1, firstToken: 200, total: 900 }
    parts.finished.fire({ answer: { ...answer, timings } })
    parts.finished.fire({ answer: { ...answer, mode: 'none', timings: { total: 100 } } })
    parts.finished.fire({ failed: 'MODEL_FAILED' })
    diagnostics.recordHttp('/api/query', 200)
    expect(diagnostics.snapshot()).toMatchObject({
      requests: { questions: 3, failed: 1, byMode: { generated: 1, extractive: 0, none: 1 }, http: 1 },
      latency: {
        // embed, then dense and lexical side by side, then fuse
        retrieval: { count: 2, p95: 14 },
        firstToken: { count: 1, p50: 200 },
        total: { count: 2, p50: 100, p95: 900 },
      },
      queue: { waiting: 3, failed: 1, chunksPerSecond: 40 },
      library: { documents: 9, chunks: 90 },
    })
  })

  test('has the breakers and the pool', () => {
    expect(diagnostics.snapshot().resilience).toEqual(parts.snapshot)
  })

  test('has null for what was never measured', () => {
    expect(diagnostics.snapshot().latency.total).toEqual({ count: 0, p50: null, p95: null })
  })

  test('keeps what it knew last while a part cannot be read, and is never an error', () => {
    const before = diagnostics.snapshot()
    parts.library.status = broken
    parts.library.collections = broken
    parts.processes = broken
    const during = diagnostics.snapshot()
    expect([during.queue, during.library, during.processes]).toEqual([before.queue, before.library, []])
  })
})

describe('metrics', () => {
  const lines = async () => (await diagnostics.registry.metrics()).split('\n')

  test('are Prometheus text with our counters and gauges', async () => {
    parts.finished.fire({ answer })
    parts.finished.fire({ failed: 'MODEL_FAILED' })
    diagnostics.recordHttp('/api/query', 200)
    expect(await lines()).toEqual(
      expect.arrayContaining([
        'alcove_answers_total{mode="generated"} 1',
        'alcove_answer_failures_total{code="MODEL_FAILED"} 1',
        'alcove_answer_stage_seconds_sum{stage="total"} 0.012',
        'alcove_http_requests_total{route="/api/query",status="200"} 1',
        'alcove_check_up{check="model"} 1',
        'alcove_ingest_waiting 3',
        'alcove_library_chunks 90',
        'alcove_process_resident_bytes{process="renderer"} 50',
      ]),
    )
  })

  test('leave out what cannot be read, keep the rest, and have it again after', async () => {
    const working = parts.library.status
    parts.library.status = broken
    parts.processes = broken
    const during = await lines()
    expect(during).toContain('alcove_library_chunks 90')
    expect(during.filter((line) => /^alcove_(ingest_waiting|process_resident_bytes)[ {]/.test(line))).toEqual(
      [],
    )
    parts.library.status = working
    expect(await lines()).toContain('alcove_ingest_waiting 3')
  })

  test('hold no text of a question, an answer or a document', async () => {
    parts.finished.fire({ answer })
    expect(await diagnostics.registry.metrics()).not.toMatch(/key|door|keys\.md/i)
  })
})
