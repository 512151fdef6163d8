import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createOpenAiGateway } from '../../src/openai/gateway.ts'
import { streamingForms } from '../../src/openai/streamed-form.ts'
import { tempFolder } from './temp-folder.ts'

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}/v1`
}

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

test('a form arrives as it was made, with its length, whatever its names and values hold', async () => {
  let arrived: { length: string | undefined; form: FormData; bytes: number } | undefined
  const url = await serve((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      const body = Buffer.concat(chunks)
      const headers = { 'content-type': request.headers['content-type'] ?? '' }
      const form = await new Response(body, { headers }).formData()
      arrived = { length: request.headers['content-length'], form, bytes: body.length }
      response.end()
    })
  })
  const form = new FormData()
  form.set('purpose', 'batch\r\nof "two" lines')
  form.set('expires_after[anchor]', 'created_at')
  form.set('file', new File(['{"caption":"мама 👶"}\n', '{}\n'], 'a "b".jsonl'))

  await streamingForms(fetch)(url, { method: 'POST', body: form })

  expect(arrived?.length).toBe(String(arrived?.bytes))
  expect(arrived?.form.get('purpose')).toBe('batch\r\nof "two" lines')
  expect(arrived?.form.get('expires_after[anchor]')).toBe('created_at')
  const file = arrived?.form.get('file')
  if (!(file instanceof File)) throw new Error('no file arrived')
  expect([file.name, await file.text()]).toEqual(['a "b".jsonl', '{"caption":"мама 👶"}\n{}\n'])
})
