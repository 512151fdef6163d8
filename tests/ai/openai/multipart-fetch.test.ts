import { once } from 'node:events'
import { openAsBlob } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createOpenAiGateway } from '../../../src/ai/openai/gateway.ts'
import { multipartFetch } from '../../../src/ai/openai/multipart-fetch.ts'
import { tempFolder } from './temp-folder.ts'

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

async function formOf(bytes: number): Promise<FormData> {
  const path = join(await tempFolder(), 'input.jsonl')
  await writeFile(path, 'ж'.repeat(bytes / 2))
  const form = new FormData()
  form.append('purpose', 'batch')
  form.append('file', new File([await openAsBlob(path)], 'a "quoted" name.jsonl'))
  return form
}

test('a form arrives whole, with its length told before', async () => {
  const form = await formOf(2_500_000)
  const received = Promise.withResolvers<{ length: number; told: unknown; form: FormData }>()
  const receive = async (request: IncomingMessage): Promise<void> => {
    const body = Buffer.concat(await request.toArray())
    const headers = { 'content-type': request.headers['content-type'] ?? '' }
    const told = Number(request.headers['content-length'])
    received.resolve({
      length: body.length,
      told,
      form: await new Response(body, { headers }).formData(),
    })
  }
  const url = await serve((request, response) => {
    void receive(request).then(() => response.end())
  })

  await multipartFetch(fetch)(url, { method: 'POST', body: form })

  const { length, told, form: got } = await received.promise
  expect(told).toBe(length)
  expect(got.get('purpose')).toBe('batch')
  const file = got.get('file')
  if (!(file instanceof File)) throw new Error('no file came')
  expect(file.name).toBe('a "quoted" name.jsonl')
  expect(await file.text()).toBe('ж'.repeat(1_250_000))
})

test('an answer that comes before a file is through leaves nothing behind that ends the process', async () => {
  const uncaught: unknown[] = []
  const note = (reason: unknown): void => void uncaught.push(reason)
  process.on('unhandledRejection', note)
  onTestFinished(() => void process.off('unhandledRejection', note))
  const baseUrl = await serve((request, response) => {
    response.writeHead(413, { 'content-type': 'text/html' }).end('<h1>too large</h1>')
    response.on('finish', () => request.destroy())
  })
  const gateway = createOpenAiGateway({ apiKey: 'sk-test-key', baseUrl, timeoutMs: 5_000 })
  const path = join(await tempFolder(), 'input.jsonl')

  for (let round = 0; round < 2; round += 1) {
    await writeFile(path, 'x'.repeat(3_000_000))
    const upload = gateway.uploadBatchFile({ path, name: 'input.jsonl' })
    await expect(upload).rejects.toMatchObject({ code: expect.stringMatching(/^openai_|upstream/) })
    await rm(path)
  }
  for (let turns = 0; turns < 50; turns += 1) await turn()

  expect(uncaught).toEqual([])
})
