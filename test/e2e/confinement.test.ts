import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AlcoveWindow, launchAlcove, removeDataFolder } from './alcove-window.ts'
import { composer } from './steps.ts'

/** What a hostile document or answer that got script into the page could reach: nothing but the contract. */
describe('the page', () => {
  let alcove: AlcoveWindow
  // As text: it runs in the page, whose globals Node's types do not know.
  const inPage = <T>(expression: string): Promise<T> => alcove.page.evaluate(expression) as Promise<T>

  beforeAll(async () => {
    alcove = await launchAlcove()
    await composer(alcove.page).waitFor()
  })

  afterAll(async () => {
    await alcove?.quit()
    if (alcove) await removeDataFolder(alcove.dataFolder)
  })

  test('has no Node and only two functions of ours', async () => {
    expect(await inPage('[typeof require, typeof process, typeof module, typeof Buffer]')).toEqual(
      Array(4).fill('undefined'),
    )
    expect(await inPage('Object.keys(window.alcove).sort()')).toEqual(['invoke', 'on'])
  })

  test('runs no script that did not come with the app', async () => {
    const ran = await inPage<boolean>(`new Promise((done) => {
      window.ran = false
      const script = document.createElement('script')
      script.textContent = 'window.ran = true'
      document.body.append(script)
      setTimeout(() => done(window.ran), 50)
    })`)
    expect(ran).toBe(false)
    // After a turn of the loop: what DevTools evaluates itself is exempt from the policy.
    const evaluated = await inPage<string>(`new Promise((done) => setTimeout(() => {
      try { done(eval('1')) } catch (error) { done(error.name) }
    }))`)
    expect(evaluated).toBe('EvalError')
  })

  test('reaches no server, not even our own', async () => {
    const origin = await inPage<string>(
      `window.alcove.invoke('settings.get', {}).then(({ data }) => data.about.api.origin)`,
    )
    expect(await inPage(`fetch('${origin}/health/live').then(() => 'reached', () => 'refused')`)).toBe(
      'refused',
    )
    expect(
      await inPage(`new Promise((done) => {
      const image = new Image()
      image.onload = () => done('reached')
      image.onerror = () => done('refused')
      image.src = '${origin}/health/live'
    })`),
    ).toBe('refused')
  })

  test('opens no window and goes nowhere else', async () => {
    expect(await inPage(`window.open('https://example.org') === null`)).toBe(true)
    await inPage(`void (location.href = 'https://example.org/')`)
    await inPage(`void (location.href = 'file:///etc/passwd')`)
    expect(alcove.page.url()).toMatch(/^app:\/\/alcove\//)
    expect(alcove.app.windows()).toHaveLength(1)
  })

  test('reads no file outside its own', async () => {
    const statuses = await inPage<number[]>(`Promise.all([
      'app://alcove/../main/main.js', 'app://alcove/..%2fmain%2fmain.js', 'app://alcove/%2e%2e/package.json',
      'app://alcove/assets/../../main/main.js',
    ].map((url) => fetch(url).then(({ status }) => status, () => 0)))`)
    expect(statuses.filter((status) => status === 200)).toEqual([])
  })

  test('adds no file by naming it', async () => {
    const outcome = await inPage<{ ok: boolean; error: { code: string } }>(
      `window.alcove.invoke('library.addDropped', { collectionId: 'x' }, [{ path: '/etc/passwd', name: 'passwd' }])
        .catch((error) => ({ ok: false, error: { code: String(error) } }))`,
    )
    expect(outcome.ok).toBe(false)
    const added = await inPage<{ data: { total: number } }>(`window.alcove.invoke('library.documents', {})`)
    expect(added.data.total).toBe(0)
  })

  test('gets a stable code, never a stack, for whatever it asks', async () => {
    const odd = ['nope', '__proto__', 'constructor', 'chat.start', '']
    for (const route of odd) {
      const outcome = await inPage<{ ok: boolean; error: Record<string, unknown> }>(
        `window.alcove.invoke(${JSON.stringify(route)}, { deep: { __proto__: { polluted: true } } })`,
      )
      expect(outcome.ok).toBe(false)
      expect(['NOT_FOUND', 'INVALID_INPUT']).toContain(outcome.error.code)
      expect(JSON.stringify(outcome)).not.toMatch(/at .*\.(js|ts):\d+/)
    }
  })

  test('may use no camera, microphone, place or notification', async () => {
    const states = await inPage<string[]>(
      `Promise.all(['geolocation', 'notifications', 'camera', 'microphone'].map((name) =>
        navigator.permissions.query({ name }).then(({ state }) => state)))`,
    )
    expect(states).toEqual(Array(4).fill('denied'))
  })
})
