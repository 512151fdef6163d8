import { z } from 'zod'
import type { RequireFactor } from '../../src/features/users/require-factor.ts'
import type { Db } from '../../src/db/handles.ts'
import type { Scope } from '../../src/base/roles.ts'
import { users } from '../../src/features/users/feature.ts'
import { createToken } from '../../src/features/users/store/tokens.ts'
import type { AnswerLimits } from '../../src/http/output-buffer.ts'
import { createApp, type AppOptions } from '../../src/http/app.ts'
import {
  createTaskEventFeed,
  type TaskEventFeed,
  type TaskEventFeedOptions,
} from '../../src/http/streams/events.ts'
import type { Problem, Router } from '../../src/http/router.ts'
import { listenHttp } from '../../src/http/server.ts'
import { createLogger, type Logger } from '../../src/base/log/log.ts'
import { expect, onTestFinished } from 'vitest'
import { comparing } from './declared.ts'

export const API_KEY = 'operator-key-of-the-tests'

export type LogLine = Record<string, unknown> & { level: string; msg: string }

/** A logger whose lines end in a list. */
export function aLog(): { log: Logger; lines: LogLine[] } {
  const lines: LogLine[] = []
  const Line = z.looseObject({ level: z.string(), msg: z.string() })
  const destination = { write: (line: string) => void lines.push(Line.parse(JSON.parse(line))) }
  return { log: createLogger({ level: 'debug', destination }), lines }
}

/** The API; a test fails when it gets an answer that the OpenAPI document does not declare. */
export function aCheckedApp(options: AppOptions, settings: RequireFactor = {}): Router {
  const faults: string[] = []
  onTestFinished(() => expect(faults, 'answers that OpenAPI does not declare').toEqual([]))
  const authenticators = users.authenticators?.({ ...options, config: settings }) ?? []
  return comparing(createApp({ authenticators, ...options }), (fault) => void faults.push(fault))
}

export type TestApi = {
  app: Router
  lines: LogLine[]
  /** Sends a request as the operator, unless `token` says otherwise; null sends none. */
  send(method: string, path: string, options?: SendOptions): Promise<Response>
}
type SendOptions = {
  token?: string | null
  json?: unknown
  body?: NonNullable<RequestInit['body']>
  headers?: Record<string, string>
}

/** The API with these routers, as a function from Request to Response. */
export function anApi(
  db: Db,
  routers: readonly Router[],
  {
    settings,
    ...options
  }: Pick<AppOptions, 'stopping' | 'corsOrigins' | 'realClock'> & { settings?: RequireFactor } = {},
): TestApi {
  const { log, lines } = aLog()
  const parts = { db, log, apiKey: API_KEY, routers, version: '1.2.3', ...options }
  const app = aCheckedApp(parts, settings)
  return {
    app,
    lines,
    send: async (method, path, options) => await app.request(path, init(method, options)),
  }
}

/** What `fetch` needs for a request to the API. */
export function init(method: string, options: SendOptions = {}): RequestInit {
  const { token = API_KEY, json, body, headers } = options
  return {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(body === undefined ? {} : { body }),
  }
}

/** Serves the app on a port of its own until the test ends; gives its address. */
export async function served(app: Router, answers: Partial<AnswerLimits> = {}): Promise<string> {
  const server = await listenHttp(app, { host: '127.0.0.1', port: 0, answers })
  onTestFinished(async () => await server.close(0))
  return `http://127.0.0.1:${server.port}`
}

/** A feed of task events that ends with the test. */
export function aFeed(
  db: Db,
  options: Partial<Pick<TaskEventFeedOptions, 'pollMs' | 'types'>> = {},
): TaskEventFeed {
  const feed = createTaskEventFeed({ db, log: aLog().log, types: new Map(), ...options })
  onTestFinished(async () => await feed.close())
  return feed
}

/** The secret of a new named token. */
export async function aToken(db: Db, scopes: readonly Scope[], name = 'test'): Promise<string> {
  return (await createToken(db, { name, scopes })).secret
}

const ProblemBody = z.looseObject({
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), reason: z.string() })).default([]),
})

const Coded = z.object({
  errors: z.array(z.looseObject({ field: z.string(), reason: z.string(), code: z.string() })),
})

/** The faults of fields in an answer, with what they are for programs. */
export const codedErrorsIn = async (response: Response) => Coded.parse(await response.json()).errors

/** The problem in an answer. Throws when the answer is none. */
export async function problemIn(
  response: Response,
): Promise<z.output<typeof ProblemBody> & Partial<Omit<Problem, 'errors'>>> {
  const type = response.headers.get('content-type')
  if (type !== 'application/problem+json') throw new Error(`expected a problem, got ${type}`)
  return ProblemBody.parse(await response.json())
}
