import { randomUUID } from 'node:crypto'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Scope } from '../../src/base/roles.ts'
import type { Db } from '../../src/db/handles.ts'
import { mountMcp } from '../../src/mcp/index.ts'
import { API_KEY, aToken, served } from '../http/kit.ts'
import { wholeApi } from '../openapi/whole-app.ts'

/** The address of gramd with its API and `/mcp`, on a socket. */
export async function servedMcp(db: Db, origins: readonly string[] = []): Promise<string> {
  const app = wholeApi({ db, apiKey: API_KEY })
  mountMcp({ app, version: '1.2.3', origins })
  return await served(app)
}

type Era = 'legacy' | 'auto'

/** The SDK's own client, connected with this token. */
export async function aClient(url: string, token: string, era: Era = 'auto'): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: era } })
  const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  })
  await client.connect(transport)
  onTestFinished(async () => await client.close())
  return client
}

/** A client with a token that has these scopes; the operator's without them. */
export async function aClientWith(
  db: Db,
  { url, scopes, era }: { url?: string; scopes?: readonly Scope[]; era?: Era } = {},
): Promise<Client> {
  const at = url ?? (await servedMcp(db))
  return await aClient(
    at,
    scopes ? await aToken(db, scopes, `token ${randomUUID()}`) : API_KEY,
    era,
  )
}

const Texts = z.looseObject({
  isError: z.boolean().optional(),
  content: z.array(z.looseObject({ type: z.literal('text'), text: z.string() })),
})

/** The text that a tool answers, and whether it is an error. */
export async function called(client: Client, name: string, args: Record<string, unknown> = {}) {
  const { content, isError = false } = Texts.parse(await client.callTool({ name, arguments: args }))
  return { text: content.map(({ text }) => text).join('\n'), isError }
}

/** The JSON in an answer that has no error, without the note above it. */
export async function answered(client: Client, name: string, args: Record<string, unknown> = {}) {
  const { text, isError } = await called(client, name, args)
  if (isError) throw new Error(text)
  const json: unknown = JSON.parse(text.slice(text.indexOf('{')))
  return z.looseObject({}).parse(json)
}

export const namesOf = async (client: Client): Promise<string[]> =>
  (await client.listTools()).tools.map(({ name }) => name)
