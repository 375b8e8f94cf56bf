import { Registry } from 'prom-client'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Emitter } from '../../../src-main/base/emitter.ts'
import { addBreakerMetrics } from '../../../src-main/diagnostics/breaker-metrics.ts'
import { addPoolMetrics } from '../../../src-main/diagnostics/pool-metrics.ts'
import { CircuitBreaker } from '../../../src-main/resilience/index.ts'
import { fakePool } from '../../fakes/fake-bridge-resilience.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'

/** Lines of the text that are about breakers or connections, without the comments. */
async function samples(registry: Registry): Promise<readonly string[]> {
  return (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

function breakers() {
  const clock = new ManualClock()
  const [chat, chroma] = (['ollama_client', 'chroma'] as const).map((name) => {
    const breaker = new CircuitBreaker({ name, clock })
    onTestFinished(() => breaker.dispose())
    return breaker
  })
  if (!chat || !chroma) throw new Error('two were made')
  const registry = new Registry()
  addBreakerMetrics(registry, [chat, chroma])
  return { clock, chat, chroma, registry }
}

describe('breakers', () => {
  test('are in one state of five, and have calls by outcome from the first look on', async () => {
    const { registry } = breakers()
    const lines = await samples(registry)
    expect(lines.filter((line) => line.includes('"chroma"'))).toEqual([
      'alcove_circuit_breaker_state{name="chroma",state="closed"} 1',
      'alcove_circuit_breaker_state{name="chroma",state="open"} 0',
      'alcove_circuit_breaker_state{name="chroma",state="half_open"} 0',
      'alcove_circuit_breaker_state{name="chroma",state="forced_open"} 0',
      'alcove_circuit_breaker_state{name="chroma",state="disabled"} 0',
      'alcove_circuit_breaker_calls_total{name="chroma",outcome="success"} 0',
      'alcove_circuit_breaker_calls_total{name="chroma",outcome="failure"} 0',
      'alcove_circuit_breaker_calls_total{name="chroma",outcome="neutral"} 0',
      'alcove_circuit_breaker_calls_total{name="chroma",outcome="rejected"} 0',
    ])
  })

  test('tell their calls, changes and the time until a probe', async () => {
    const { registry, chat, clock } = breakers()
    chat.acquire().succeed()
    chat.acquire().release()
    for (let call = 0; call < 5; call++) chat.acquire().fail(new Error('away'))
    expect(() => chat.acquire()).toThrow()
    clock.advance(7_500)
    const lines = await samples(registry)
    expect(lines).toEqual(
      expect.arrayContaining([
        'alcove_circuit_breaker_state{name="ollama_client",state="closed"} 0',
        'alcove_circuit_breaker_state{name="ollama_client",state="open"} 1',
        'alcove_circuit_breaker_calls_total{name="ollama_client",outcome="success"} 1',
        'alcove_circuit_breaker_calls_total{name="ollama_client",outcome="failure"} 5',
        'alcove_circuit_breaker_calls_total{name="ollama_client",outcome="neutral"} 1',
        'alcove_circuit_breaker_calls_total{name="ollama_client",outcome="rejected"} 1',
        'alcove_circuit_breaker_transitions_total{name="ollama_client",from="closed",to="open"} 1',
        'alcove_circuit_breaker_retry_after_seconds{name="ollama_client"} 22.5',
      ]),
    )
    expect(lines.filter((line) => line.includes('retry_after') && line.includes('chroma'))).toEqual([])
  })

  test('count on over a reset, and look after look', async () => {
    const { registry, chat } = breakers()
    for (let call = 0; call < 5; call++) chat.acquire().fail(new Error('away'))
    await samples(registry)
    chat.reset('By a test.')
    chat.acquire().fail(new Error('away'))
    const lines = await samples(registry)
    expect(lines).toContain('alcove_circuit_breaker_calls_total{name="ollama_client",outcome="failure"} 6')
    expect(lines.filter((line) => line.startsWith('alcove_circuit_breaker_retry_after'))).toEqual([])
  })

  test('are of the types that Prometheus is to take them for', async () => {
    const text = await breakers().registry.metrics()
    expect(text.match(/^# TYPE \S+ \S+$/gm)).toEqual([
      '# TYPE alcove_circuit_breaker_state gauge',
      '# TYPE alcove_circuit_breaker_calls_total counter',
      '# TYPE alcove_circuit_breaker_transitions_total counter',
      '# TYPE alcove_circuit_breaker_retry_after_seconds gauge',
    ])
  })
})

describe('the pool', () => {
  function pool(snapshot = () => fakePool) {
    const registry = new Registry()
    const waited = new Emitter<number>()
    const subscription = addPoolMetrics(registry, { snapshot, onWait: waited.event })
    return { registry, waited, subscription }
  }

  test('tells sums, and what is now by origin', async () => {
    const { registry } = pool()
    const lines = await samples(registry)
    expect(lines.filter((line) => !line.startsWith('alcove_connection_pool_acquire_wait'))).toEqual([
      'alcove_connection_pool_requests_total 1306',
      'alcove_connection_pool_reused_requests_total 1298',
      'alcove_connection_pool_connections_opened_total 8',
      'alcove_connection_pool_connections_closed_total 5',
      'alcove_connection_pool_overflow_total 0',
      'alcove_connection_pool_in_flight{origin="http://127.0.0.1:11434"} 1',
      'alcove_connection_pool_in_flight{origin="http://127.0.0.1:39121"} 1',
      'alcove_connection_pool_queued{origin="http://127.0.0.1:11434"} 0',
      'alcove_connection_pool_queued{origin="http://127.0.0.1:39121"} 1',
      'alcove_embed_concurrency_limit{origin="http://127.0.0.1:11434"} 2',
      'alcove_embed_concurrency_limit{origin="http://127.0.0.1:39121"} 3',
    ])
  })

  test('has its waits in a histogram of seconds, until it is let go', async () => {
    const { registry, waited, subscription } = pool()
    waited.fire(0.2)
    waited.fire(40)
    await subscription.dispose()
    waited.fire(40)
    const lines = await samples(registry)
    expect(lines).toEqual(
      expect.arrayContaining([
        'alcove_connection_pool_acquire_wait_seconds_bucket{le="0.0005"} 1',
        'alcove_connection_pool_acquire_wait_seconds_bucket{le="0.05"} 2',
        'alcove_connection_pool_acquire_wait_seconds_sum 0.0402',
        'alcove_connection_pool_acquire_wait_seconds_count 2',
      ]),
    )
  })

  test('forgets an origin that was closed, and leaves out what it cannot read', async () => {
    let snapshot = () => fakePool
    const { registry } = pool(() => snapshot())
    await samples(registry)
    snapshot = () => ({ ...fakePool, origins: fakePool.origins.slice(1) })
    expect((await samples(registry)).filter((line) => line.includes('11434'))).toEqual([])
    snapshot = () => {
      throw new Error('closed')
    }
    expect(
      (await samples(registry)).filter((line) => line.startsWith('alcove_connection_pool_requests')),
    ).toEqual([])
  })
})
