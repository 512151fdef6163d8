import { onTestFinished } from 'vitest'
import { startOpenAiSim, type FaultRule } from '../../../sim/openai/index.ts'
import { createOpenAiGateway } from '../../../src/ai/openai/gateway.ts'
import { durationMs } from '../../../src/ai/openai/limits-left.ts'
import { expect, test } from '../../fixtures/test.ts'

/** A gateway whose waits take no time, on the stand-in. */
async function aGateway() {
  const clock = {
    now: () => new Date(Date.UTC(2026, 10, 21)),
    realMs: (ms: number) => ms,
    sleep: async () => {},
  }
  const sim = await startOpenAiSim({ seed: 'limits', clock })
  onTestFinished(async () => await sim.close())
  let nowMs = 1_000
  /** How long it waited, and how many questions the stand-in had got by then. */
  const waits: { ms: number; asked: number }[] = []
  const asked = () => sim.control.report().requests.by_route['POST /v1/chat/completions'] ?? 0
  const gateway = createOpenAiGateway({
    apiKey: sim.apiKey,
    baseUrl: sim.baseUrl,
    timeoutMs: 3_000,
    time: {
      now: () => nowMs,
      async sleep(ms, signal) {
        signal?.throwIfAborted()
        waits.push({ ms, asked: asked() })
        nowMs += ms
      },
    },
  })
  return {
    waits,
    asked,
    pass: (ms: number) => void (nowMs += ms),
    fault: (fault: Omit<Extract<FaultRule, { on: 'http' }>, 'on'>) =>
      void sim.control.addFault({ on: 'http', path: '/chat/completions$', ...fault }),
    ask: async (signal?: AbortSignal) =>
      await gateway.complete(
        {
          model: 'gpt-6-luna',
          messages: [{ role: 'user', content: 'a post' }],
          max_completion_tokens: 100,
        },
        signal ? { signal } : {},
      ),
  }
}

test.for([
  ['last_request', 6, 6_000],
  ['last_token', 0.25, 250],
  ['last_request', 3_600, 60_000],
] as const)(
  'after an answer that says so (%s for %s s) the next question waits %s ms, and is asked once',
  async ([kind, retry_after_seconds, ms]) => {
    const { ask, asked, fault, waits } = await aGateway()
    fault({ kind, retry_after_seconds })
    await ask()
    await ask()
    await ask()

    expect(waits).toEqual([{ ms, asked: 1 }])
    expect(asked()).toBe(3)
  },
)

test('nothing waits where something is left, nor when the time is over', async () => {
  const { ask, fault, pass, waits } = await aGateway()
  await ask()
  fault({ kind: 'last_request', retry_after_seconds: 6 })
  await ask()
  pass(6_000)
  await ask()
  expect(waits).toEqual([])
})

test('a question that is called off while it waits is not asked', async () => {
  const { ask, asked, fault } = await aGateway()
  fault({ kind: 'last_request', retry_after_seconds: 6 })
  await ask()
  await expect(ask(AbortSignal.abort())).rejects.toMatchObject({ code: 'interrupted' })
  expect(asked()).toBe(1)
})

test.for([
  ['1s', 1_000],
  ['6m0s', 360_000],
  ['7.66s', 7_660],
  ['120ms', 120],
  ['1h2m3s', 3_723_000],
  ['1d', 86_400_000],
  ['', null],
  ['60', null],
  ['soon', null],
  ['6m 0s', null],
] as const)('a reset of %j is read as %s ms', ([text, ms]) => {
  expect(durationMs(text)).toBe(ms)
})
