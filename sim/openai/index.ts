import type { Clock } from '../../src/base/clock.ts'
import { createApp } from './app.ts'
import { createBatchStore } from './batches.ts'
import { createChatReader, type Script } from './chat-request.ts'
import { controlApp, createControl, type Control } from './control.ts'
import { createFaultBook } from './faults.ts'
import { createFileStore } from './files.ts'
import { listen } from '../listen.ts'
import { createReferee, type Referee } from './referee.ts'
import { createWebhookSender, type WebhookSender } from './webhooks.ts'

export type { FaultRule } from './faults.ts'

export type OpenAiSimOptions = {
  /** Determines durations, orders, ids and shares of faults, but never the model's answers. */
  seed: string
  /** The answers of a model that is truthful, or lies, about what a test knows. */
  script?: Script
  /** World time of batches and files. */
  clock: Clock
  apiKey?: string
  /** World time of an answer to one request; at once by default. */
  answerMs?: number
  /** World minutes from creation to completion; 5 to 20 by default. */
  batchMinutes?: { min: number; max: number }
  models?: readonly string[]
  /** Days (YYYY-MM-DD) on which models are shut down; `control.shutDown` changes them. */
  shutdowns?: Readonly<Record<string, string>>
  /** Prompt tokens of one model in open batches; 5 million by default. */
  enqueuedTokenLimit?: number
  /** The maximum size of an uploaded file; 200 MiB by default. */
  maxFileBytes?: number
}

export type OpenAiSim = {
  /** For the client's `baseURL`: `http://127.0.0.1:<port>/v1`. */
  baseUrl: string
  apiKey: string
  control: Control
  /** The control as an HTTP API. */
  controlUrl: string
  referee: Referee
  close(): Promise<void>
}

const DEFAULT_MODELS = ['gpt-6-luna', 'gpt-5.6-luna', 'gpt-5.4-nano'] as const
const DEFAULT_SHUTDOWNS = { 'gpt-5.4-nano': '2027-04-01' }
const MAX_FILE_BYTES = 200 * 1024 * 1024
const DEFAULT_KEY = 'sk-sim-0000000000000000000000000000'

/** Starts the stand-in for OpenAI's files, batches and chat completions on free loopback ports. */
export async function startOpenAiSim(options: OpenAiSimOptions): Promise<OpenAiSim> {
  const { seed, clock, apiKey = DEFAULT_KEY, models = DEFAULT_MODELS } = options
  const files = createFileStore(seed, clock)
  const faults = createFaultBook(seed)
  const referee = createReferee(clock)
  const read = createChatReader(models, options.script)
  const webhooks: WebhookSender = createWebhookSender({
    seed,
    clock,
    faults,
    wake: () => void batches.all(),
  })
  const batches = createBatchStore({
    seed,
    clock,
    models,
    files,
    faults,
    referee,
    read,
    batchMinutes: options.batchMinutes ?? { min: 5, max: 20 },
    enqueuedTokenLimit: options.enqueuedTokenLimit ?? 5_000_000,
    onEnd: (batch) => webhooks.ended(batch),
  })
  const requests = new Map<string, number>()
  const shutdowns = new Map(Object.entries(options.shutdowns ?? DEFAULT_SHUTDOWNS))
  const open = { now: 0, most: 0 }
  const parts = { batches, files, faults, referee, requests, open, shutdowns }
  const control = createControl({ ...parts, webhooks })
  const app = createApp({
    ...parts,
    apiKey,
    clock,
    models,
    read,
    maxFileBytes: options.maxFileBytes ?? MAX_FILE_BYTES,
    answerMs: options.answerMs ?? 0,
  })
  const api = await listen(app)
  const controls = await listen(controlApp(control).fetch)
  return {
    baseUrl: `${api.url}/v1`,
    apiKey,
    control,
    controlUrl: controls.url,
    referee,
    async close() {
      await Promise.all([api.close(), controls.close(), webhooks.close()])
    },
  }
}
