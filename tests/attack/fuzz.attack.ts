import { onTestFinished } from 'vitest'
import { describeWholeApi } from '../openapi/whole-app.ts'
import { expect, test } from '../fixtures/test.ts'
import { declaredBy, type Operation } from '../http/declared.ts'
import { creators } from './creators.ts'
import { createRandom, createValues, isNode, listOf, nodeOf, type Node } from './random-value.ts'
import { KEY } from './shipped-key.ts'
import { startShipped } from './shipped.ts'

const CALLS = Number(process.env['FUZZ_CALLS'] ?? 20_000)
const SEED = Number(process.env['FUZZ_SEED'] ?? 1)
const MINUTES = Number(process.env['FUZZ_MINUTES'] ?? 20)
const AT_ONCE = 8
/** An answer that takes longer is a hang: nothing here waits for another machine. */
const HANG_MS = 30_000
const LARGEST_READ = 200_000
const CONTAINER_MB = 512
/** What opens a connection to where a request says. */
const LEAVES_THE_MACHINE = /\/(check|login)$|^\/api\/notifications\/test$/

/** Ids and names that answers have told, so that calls meet what is there. */
function createKnown(pick: (length: number) => number) {
  const words: string[] = ['creator_person_1', 'creator_person_2']
  return {
    pick: () => words[pick(words.length)],
    learn(body: unknown): void {
      for (const node of [body, ...listOf(nodeOf(body)['data'])].filter(isNode))
        for (const key of ['id', 'username', 'name', 'next_cursor', 'tag', 'slug', 'task_id']) {
          const word = node[key]
          if (typeof word !== 'string' && typeof word !== 'number') continue
          if (words.length < 2_000) words.push(String(word))
          else words[pick(words.length)] = String(word)
        }
    },
  }
}

test(`${CALLS} calls from the document, seed ${SEED}`, async () => {
  const document = describeWholeApi()
  const declared = declaredBy(document)
  const random = createRandom(SEED)
  const known = createKnown(random.below)
  const schemas = nodeOf(nodeOf(JSON.parse(JSON.stringify(document))['components'])['schemas'])
  const values = createValues(random, schemas, known)
  const operations = declared.operations.filter(({ path }) => !LEAVES_THE_MACHINE.test(path))
  const shipped = await startShipped(creators(300, 500))
  onTestFinished(async () => await shipped.stop())
  const before = await shipped.vitals()
  const faults: string[] = []
  const statuses = new Map<number, number>()
  const times: number[] = []
  const asText = (value: unknown): string =>
    typeof value === 'string' ? value : (JSON.stringify(value) ?? '')

  function parametersOf({ path, node }: Operation) {
    const query = new URLSearchParams()
    let target = path
    const headers: Record<string, string> = { authorization: `Bearer ${KEY}` }
    for (const parameter of listOf(node['parameters']).map(nodeOf)) {
      const name = String(parameter['name'])
      const given = values.value(parameter['schema'])
      if (parameter['in'] === 'path')
        target = target.replace(`{${name}}`, encodeURIComponent(wellFormed(asText(given)) || 'a'))
      else if (random.next() < 0.25 && parameter['in'] === 'query')
        for (const each of Array.isArray(given) ? given : [given])
          query.append(name, wellFormed(asText(each)))
      else if (random.next() < 0.1 && parameter['in'] === 'header')
        headers[name] = asText(given)
          .replaceAll(/[^\x20-\x7e\xa0-\xff]/g, '')
          .slice(0, 300)
    }
    return { query, target, headers }
  }

  function aCall(operation: Operation): { path: string; init: RequestInit } {
    const { method, node } = operation
    const { query, target, headers } = parametersOf(operation)
    if (random.next() < 0.01) headers['authorization'] = 'Bearer wrong'
    if (random.next() < 0.02) query.append('x\0', '\0')
    const content = nodeOf(nodeOf(nodeOf(node['requestBody'])['content'])['application/json'])
    const hasBody = method !== 'GET' && (content['schema'] !== undefined || random.next() < 0.02)
    if (hasBody) headers['content-type'] = random.next() < 0.01 ? 'text/plain' : 'application/json'
    let body = hasBody ? (JSON.stringify(values.value(content['schema'])) ?? '') : undefined
    if (body !== undefined && random.next() < 0.01) body = body.slice(0, -1)
    const search = query.size > 0 ? `?${query.toString()}` : ''
    return {
      path: target + search,
      init: { method, headers, ...(body === undefined ? {} : { body }) },
    }
  }

  async function call(): Promise<void> {
    const operation = random.pick(operations)
    const { path, init } = aCall(operation)
    const begun = performance.now()
    const leaving = new AbortController()
    const timer = setTimeout(() => leaving.abort(new Error('hangs')), HANG_MS)
    const what = `${operation.method} ${path.slice(0, 300)} ${typeof init.body === 'string' ? init.body.slice(0, 500) : ''}`
    try {
      const answer = await fetch(shipped.url + path, {
        ...init,
        signal: leaving.signal,
        redirect: 'manual',
      })
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      const type = answer.headers.get('content-type') ?? ''
      if (answer.status === 500) faults.push(`${what} answers 500: ${await answer.clone().text()}`)
      if (type.startsWith('text/event-stream')) leaving.abort()
      else {
        const { pathname } = new URL(answer.url)
        const fault = await declared.fault(operation.method, pathname, answer)
        if (fault !== undefined) faults.push(`${what} answers ${fault}`)
        if (
          type.endsWith('json') &&
          Number(answer.headers.get('content-length') ?? 0) < LARGEST_READ
        )
          known.learn(parse(await answer.text()))
        else await answer.body?.cancel()
      }
      times.push(performance.now() - begun)
    } catch (error) {
      if (performance.now() - begun >= HANG_MS || !leaving.signal.aborted)
        faults.push(
          `${what} fails: ${error instanceof Error ? `${error.message} ${String(error.cause)}` : ''}`,
        )
    } finally {
      clearTimeout(timer)
    }
  }

  const deadline = performance.now() + MINUTES * 60_000
  let begun = 0
  let peak = before
  const watch = setInterval(() => {
    void shipped.vitals().then(
      (now) =>
        (peak = {
          rssMb: Math.max(peak.rssMb, now.rssMb),
          loopDelayMs: Math.max(peak.loopDelayMs, now.loopDelayMs),
        }),
      () => undefined,
    )
  }, 1_000)
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (begun < CALLS && performance.now() < deadline && faults.length < 50) {
        begun += 1
        await call()
      }
    }),
  )
  clearInterval(watch)
  const after = await shipped.vitals()
  times.sort((one, other) => one - other)
  const at = (share: number): number => Math.round(times[Math.floor(times.length * share)] ?? 0)
  console.log({
    calls: begun,
    seed: SEED,
    operations: operations.length,
    statuses: Object.fromEntries([...statuses].toSorted(([one], [other]) => one - other)),
    ms: { median: at(0.5), p99: at(0.99), longest: Math.round(times.at(-1) ?? 0) },
    before,
    peak,
    after,
  })

  expect([...new Set(faults)].slice(0, 20)).toEqual([])
  expect(begun).toBe(CALLS)
  expect(shipped.isAlive()).toBe(true)
  expect(peak.rssMb).toBeLessThan(CONTAINER_MB)
})

/** URLs hold no half of a surrogate pair. */
const wellFormed = (text: string): string => text.toWellFormed()

function parse(text: string): Node | undefined {
  try {
    return nodeOf(JSON.parse(text))
  } catch {
    return undefined // the comparison with the document has told of it
  }
}
