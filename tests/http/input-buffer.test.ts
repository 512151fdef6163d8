import { describe, expect, test } from 'vitest'
import { createInputBuffer, SMALL_BODY } from '../../src/http/body/input-buffer.ts'

const KB = 1024
const MB = 1024 * KB
const stranger = { isKnown: false }
const known = { isKnown: true }

describe('the memory for bodies', () => {
  test('is given back once, with everything of its request', () => {
    const buffer = createInputBuffer()
    const request = buffer.open('192.0.2.1')

    expect(request.reserve(KB, stranger)).toBe(true)
    expect(request.reserve(2 * KB, stranger)).toBe(true)
    expect(buffer.reserved()).toBe(3 * KB)
    request.release()
    request.release()

    expect(buffer.reserved()).toBe(0)
  })

  test('has less than half for one address, strangers and known ones together', () => {
    const buffer = createInputBuffer()
    for (const sender of [stranger, known])
      for (let n = 0; n < 10_000; n += 1) buffer.open('192.0.2.1').reserve(16 * KB, sender)

    expect(buffer.reserved()).toBeGreaterThan(16 * MB)
    expect(buffer.reserved()).toBeLessThan(20 * MB)
    expect(buffer.open('192.0.2.2').reserve(4 * MB, stranger)).toBe(true)
  })

  test('has a part that strangers from everywhere cannot fill', () => {
    const buffer = createInputBuffer()
    for (let n = 0; n < 100; n += 1)
      for (let m = 0; m < 100; m += 1) buffer.open(`192.0.2.${n}`).reserve(64 * KB, stranger)

    expect(buffer.reserved()).toBe(24 * MB)
    expect(buffer.open('198.51.100.1').reserve(1, stranger)).toBe(false)
    expect(buffer.open('198.51.100.1').reserve(2 * MB, known)).toBe(true)
    expect(buffer.open('192.0.2.1').reserve(2 * MB, known)).toBe(true)
  })

  test('has a part that large bodies cannot fill, announced or piece by piece', () => {
    const buffer = createInputBuffer()
    const fill = (): void => {
      for (let n = 0; n < 100; n += 1) {
        const request = buffer.open(`192.0.2.${n}`)
        for (let m = 0; m < 64; m += 1) if (!request.reserve(64 * KB, stranger)) break
      }
    }
    fill()
    const [large, small] = [buffer.open('198.51.100.1'), buffer.open('198.51.100.2')]

    expect(large.reserve(SMALL_BODY + 1, stranger)).toBe(false)
    expect(small.reserve(4 * KB, stranger)).toBe(true)
  })

  test('counts an IPv6 network as one address', () => {
    const buffer = createInputBuffer()
    for (let n = 1; n < 200; n += 1)
      buffer.open(`2001:db8:0:1::${n.toString(16)}`).reserve(MB, stranger)

    expect(buffer.reserved()).toBeLessThanOrEqual(8 * MB)
    expect(buffer.open('2001:db8:0:1:ffff::1').reserve(4 * MB, stranger)).toBe(false)
    expect(buffer.open('2001:db8:0:2::1').reserve(4 * MB, stranger)).toBe(true)
  })

  test('lets the event loop serve others between two large bodies', async () => {
    const request = createInputBuffer().open('192.0.2.1')
    const seen: string[] = []
    const checks = ['a', 'b', 'c'].map(async (name) => {
      await request.turn()
      seen.push(name)
      setImmediate(() => seen.push(`after ${name}`))
    })
    await Promise.all(checks)
    await new Promise((resolve) => setImmediate(resolve))

    expect(seen.indexOf('after a')).toBeLessThan(seen.indexOf('c'))
    expect(seen.filter((each) => each.length === 1)).toEqual(['a', 'b', 'c'])
  })
})
