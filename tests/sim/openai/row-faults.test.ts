import { ROW_FAULTS, type RowFaultKind } from '../../../sim/openai/row-faults.ts'
import {
  bodyOf,
  expect,
  Insights,
  lineOf,
  messageOf,
  runBatch,
  someLines,
  startWorld,
  test,
  type Line,
} from './kit.ts'

type Seen = { output: Line[]; torn: string[]; errors: Line[]; completed: number | undefined }

const isInsights = (line: Line | undefined): boolean =>
  Insights.safeParse(JSON.parse(messageOf(line).content ?? 'null')).success

/** A client's view of the faulty row, by kind. */
const SEEN: Record<RowFaultKind, (seen: Seen) => void> = {
  refusal({ output: [line] }) {
    expect(messageOf(line)).toMatchObject({ content: null, finish_reason: 'stop' })
    expect(messageOf(line).refusal).toMatch(/can't help/)
  },
  length({ output: [line] }) {
    expect(messageOf(line).finish_reason).toBe('length')
    expect(() => isInsights(line)).toThrow(SyntaxError)
  },
  content_filter({ output: [line] }) {
    expect(messageOf(line)).toMatchObject({ content: '', finish_reason: 'content_filter' })
  },
  invalid_json({ output: [line] }) {
    expect(messageOf(line).finish_reason).toBe('stop')
    expect(() => isInsights(line)).toThrow(SyntaxError)
  },
  schema_mismatch({ output: [line] }) {
    expect(isInsights(line)).toBe(false)
  },
  straying({ output: [line] }) {
    expect(isInsights(line)).toBe(true)
    expect(messageOf(line).content).toContain('Ramadan')
  },
  absurd_usage({ output: [line] }) {
    expect(isInsights(line)).toBe(true)
    expect(line?.response?.body.usage?.prompt_tokens).toBeGreaterThan(2 ** 32)
  },
  error_400({ errors: [line], completed }) {
    expect(line).toMatchObject({ error: null, response: { status_code: 400 } })
    expect(line?.response?.body.error?.code).toBe('invalid_value')
    expect(completed).toBe(0)
  },
  model_gone({ errors: [line], completed }) {
    expect(line).toMatchObject({ error: null, response: { status_code: 404 } })
    expect(line?.response?.body.error?.code).toBe('model_not_found')
    expect(completed).toBe(0)
  },
  error_500({ errors: [line], completed }) {
    expect(line).toMatchObject({ error: null, response: { status_code: 500 } })
    expect(completed).toBe(0)
  },
  request_timeout({ errors: [line] }) {
    expect(line).toMatchObject({ response: null, error: { code: 'request_timeout' } })
  },
  missing({ output, errors, completed }) {
    expect([...output, ...errors]).toEqual([])
    expect(completed).toBe(1)
  },
  duplicate({ output }) {
    expect(output.map((line) => line.custom_id)).toEqual(['only', 'only'])
  },
  torn({ torn, output, completed }) {
    expect(output).toEqual([])
    expect(torn).toHaveLength(1)
    expect(completed).toBe(1)
  },
  both_files({ output: [line], errors, completed }) {
    expect(isInsights(line)).toBe(true)
    expect(errors).toMatchObject([{ custom_id: 'only', response: { status_code: 500 } }])
    expect(completed).toBe(1)
  },
  unknown_custom_id({ output }) {
    expect(output.map((line) => line.custom_id)).toEqual([
      'only',
      expect.stringMatching(/^unknown-/),
    ])
    expect(isInsights(output[0])).toBe(true)
  },
}

const KINDS = Object.keys(ROW_FAULTS) as RowFaultKind[]

test.for(KINDS)('a row with the fault %s looks as in the API', async (kind, { world }) => {
  world.sim.control.addFault({ on: 'row', kind })

  const { batch, output, torn, errors } = await runBatch(world, [lineOf('only', 'A mother of two')])

  expect(batch.status).toBe('completed')
  SEEN[kind]({ output, torn, errors, completed: batch.request_counts?.completed })
})

test.for(KINDS)('a row struck by %s costs no other row its answer', async (kind, { world }) => {
  world.sim.control.addFault({ on: 'row', kind, match: '^row-1$' })

  const { output } = await runBatch(world, someLines(4))

  const good = output.filter((line) => ['row-0', 'row-2', 'row-3'].includes(line.custom_id))
  expect(good).toHaveLength(3)
  expect(good.every(isInsights)).toBe(true)
})

test('a rule finds its rows by the user content, as often as it may', async ({ world }) => {
  world.sim.control.addFault({ on: 'row', kind: 'refusal', match: 'кот', times: 1 })
  const lines = [lineOf('a', 'У меня кот'), lineOf('b', 'Тоже КОТ'), lineOf('c', 'Собака')]

  const { output } = await runBatch(world, lines)

  const refused = output.filter((line) => messageOf(line).refusal !== null)
  expect(refused.map((line) => line.custom_id)).toEqual(['a'])
})

test('a share of rows is struck, the same ones for the same seed', async () => {
  const struck = async () => {
    const world = await startWorld()
    world.sim.control.addFault({ on: 'row', kind: 'error_500', share: 0.3 })
    const { errors } = await runBatch(world, someLines(100))
    await world.sim.close()
    return errors.map((line) => line.custom_id)
  }
  const first = await struck()
  expect(first.length).toBeGreaterThan(15)
  expect(first.length).toBeLessThan(45)
  expect(await struck()).toEqual(first)
})

test('only answered rows are paid', async ({ world }) => {
  world.sim.control.addFault({ on: 'row', kind: 'error_400', match: '^row-0$' })
  world.sim.control.addFault({ on: 'row', kind: 'refusal', match: '^row-1$' })

  const { batch, output } = await runBatch(world, someLines(3))

  const paid = output.map((line) => line.response?.body.usage?.prompt_tokens ?? 0)
  expect(paid).toHaveLength(2)
  expect(batch.usage?.input_tokens).toBe(paid.reduce((sum, each) => sum + each, 0))
  expect(world.sim.control.report()).toMatchObject({
    rows: { answered: 2, good: 1 },
    tokens: { input: batch.usage?.input_tokens, output: batch.usage?.output_tokens },
  })
})

test('a direct request meets the faults of rows, too', async ({ world }) => {
  const ask = () => world.client.chat.completions.create(bodyOf('A traveller'))
  world.sim.control.addFault({ on: 'row', kind: 'refusal', times: 1 })
  world.sim.control.addFault({ on: 'row', kind: 'error_500', times: 1 })
  world.sim.control.addFault({ on: 'row', kind: 'request_timeout', times: 1 })

  expect((await ask()).choices[0]?.message.refusal).toMatch(/can't help/)
  await expect(ask()).rejects.toMatchObject({ status: 500 })
  await expect(ask()).rejects.toMatchObject({ status: 408 })
  expect((await ask()).choices[0]?.finish_reason).toBe('stop')
})
