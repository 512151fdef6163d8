import { expect, test } from 'vitest'
import { createDecodeGate } from '../../src/media/decode-gate.ts'

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

/** Work that ends when it is said. */
function works(gate: ReturnType<typeof createDecodeGate>) {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const start = (name: string, user: string | null, bytes: number) =>
    gate({ user, bytes }, async () => {
      begun.push(name)
      await new Promise<void>((resolve) => ends.set(name, resolve))
      return name
    })
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.()
    await settled()
  }
  return { begun, start, end }
}

test('pictures of different users are decoded side by side, those of one user one after the other', async () => {
  const { begun, start, end } = works(createDecodeGate(100, 2))
  const all = [
    start('a1', 'a', 50),
    start('a2', 'a', 10),
    start('b1', 'b', 50),
    start('c1', 'c', 1),
  ]
  await settled()
  expect(begun).toEqual(['a1', 'b1'])
  await end('b1')
  expect(begun).toEqual(['a1', 'b1', 'c1'])
  await end('a1')
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2'])
  await end('c1')
  await end('a2')
  expect(await Promise.all(all)).toEqual(['a1', 'a2', 'b1', 'c1'])
})

test('together they fit into the room; one that is larger than the room is decoded alone', async () => {
  const { begun, start, end } = works(createDecodeGate(100, 4))
  void start('a', 'a', 90)
  void start('b', 'b', 20)
  void start('c', 'c', 10)
  await settled()
  expect(begun).toEqual(['a', 'c'])
  await end('a')
  expect(begun).toEqual(['a', 'c', 'b'])
  await end('b')
  await end('c')
  void start('huge', 'd', 900)
  await settled()
  expect(begun.at(-1)).toBe('huge')
  await end('huge')
})

test('small pictures do not keep a large one waiting for ever', async () => {
  const { begun, start, end } = works(createDecodeGate(100, 2))
  void start('s0', 'u0', 60)
  void start('large', 'x', 90)
  for (let n = 1; n < 30; n += 1) void start(`s${n}`, `u${n}`, 20)
  await settled()
  for (let n = 1; n < 12; n += 1) await end(`s${n}`)
  await end('s0')
  expect(begun.indexOf('large')).toBeGreaterThan(0)
  expect(begun.indexOf('large')).toBeLessThan(12)
})

test('a failure makes room for the next', async () => {
  const gate = createDecodeGate(100, 1)
  const failed = gate(
    { user: 'a', bytes: 1 },
    async () => await Promise.reject(new Error('damaged')),
  )
  const next = gate({ user: 'a', bytes: 1 }, async () => await Promise.resolve('decoded'))
  await expect(failed).rejects.toThrow('damaged')
  expect(await next).toBe('decoded')
})
