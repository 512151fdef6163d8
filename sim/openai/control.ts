import { Hono } from 'hono'
import { z } from 'zod'
import { ApiError, badRequest, errorResponse, notFound } from './api-error.ts'
import { ENDINGS, isTerminal, type BatchStatus } from './batch-life.ts'
import type { BatchStore } from './batches.ts'
import { FaultRule, type FaultBook, type FaultEntry } from './faults.ts'
import type { OpenQuestions } from './chat-routes.ts'
import type { FileStore } from './files.ts'
import { HTTP_FAULTS } from './http-faults.ts'
import { readJson } from './read-json.ts'
import type { Referee, Rule, Violation } from './referee.ts'
import { ROW_FAULTS } from './row-faults.ts'
import { type WebhookAttempt, type WebhookSender, type WebhookTarget } from './webhooks.ts'
import { WEBHOOK_FAULTS } from './webhook-faults.ts'

type Report = {
  requests: { total: number; by_route: Record<string, number> }
  rows: { answered: number; good: number }
  /** Direct questions without an answer: now, and the most at once. */
  open_questions: OpenQuestions
  tokens: { input: number; output: number }
  batches: { total: number; by_status: Partial<Record<BatchStatus, number>> }
  files: {
    stored: number
    /** Files of finished batches that the client did not delete. */
    undeleted: { id: string; batch_id: string; role: 'input' | 'output' | 'error' }[]
  }
  violations: Partial<Record<Rule, number>>
}

/** Controls faults, and reads the referee's records. */
export type Control = {
  /**
   * Adds a rule and returns its id; a rule for one batch takes effect at once and has that batch's
   * id. Throws a ZodError if it is malformed, an ApiError if its batch is unknown or too far along.
   */
  addFault(rule: FaultRule): string
  /** False for an unknown rule. */
  removeFault(id: string): boolean
  clearFaults(): void
  faults(): readonly FaultEntry[]
  /** Makes a batch unknown, like very old ones; false for an unknown batch. */
  loseBatch(id: string): boolean
  /** Announces the day (YYYY-MM-DD) of the shutdown of a model; null withdraws it. */
  shutDown(model: string, day: string | null): void
  /** Sends events of batches that end from now on to this target; null stops them. */
  setWebhook(target: WebhookTarget | null): void
  /** Attempts to deliver events, oldest first, and the number of pending events. */
  webhooks(): { attempts: readonly WebhookAttempt[]; pending: number }
  report(): Report
  violations(): readonly Violation[]
}

export type ControlServices = {
  batches: BatchStore
  files: FileStore
  faults: FaultBook
  referee: Referee
  webhooks: WebhookSender
  /** By route. */
  requests: ReadonlyMap<string, number>
  open: Readonly<OpenQuestions>
  shutdowns: Map<string, string>
}

const Shutdown = z.strictObject({ day: z.iso.date().nullable() })

const Target = z.strictObject({ url: z.url(), secret: z.string().startsWith('whsec_') })

export function createControl(services: ControlServices): Control {
  const { batches, faults, referee, webhooks, shutdowns } = services
  return {
    addFault(input) {
      const rule = FaultRule.parse(input)
      if (rule.on !== 'batch' || rule.batch_id === undefined) return faults.add(rule).id
      return batches.redirect(rule.batch_id, rule).id
    },
    removeFault: (id) => faults.remove(id),
    clearFaults: () => faults.clear(),
    faults: () => faults.list(),
    loseBatch: (id) => batches.lose(id),
    shutDown(model, day) {
      if (day === null) shutdowns.delete(model)
      else shutdowns.set(model, day)
    },
    setWebhook: (target) => webhooks.aimAt(target),
    webhooks: () => ({ attempts: webhooks.attempts(), pending: webhooks.pending() }),
    violations: () => referee.violations(),
    report: () => reportOf(services),
  }
}

/** The control over HTTP, on its own port. */
export function controlApp(control: Control): Hono {
  const app = new Hono()
    .get('/kinds', (c) => c.json(kinds()))
    .get('/faults', (c) => c.json({ data: control.faults() }))
    .post('/faults', async (c) => {
      const rule = FaultRule.safeParse(await readJson(c.req.raw))
      if (!rule.success) throw badRequest(z.prettifyError(rule.error))
      return c.json({ id: control.addFault(rule.data) }, 201)
    })
    .delete('/faults', (c) => {
      control.clearFaults()
      return c.body(null, 204)
    })
    .delete('/faults/:id', (c) => {
      if (!control.removeFault(c.req.param('id'))) throw notFound('No such fault.')
      return c.body(null, 204)
    })
    .delete('/batches/:id', (c) => {
      if (!control.loseBatch(c.req.param('id'))) throw notFound('No such batch.')
      return c.body(null, 204)
    })
    .put('/models/:id/shutdown', async (c) => {
      const shutdown = Shutdown.safeParse(await readJson(c.req.raw))
      if (!shutdown.success) throw badRequest(z.prettifyError(shutdown.error))
      control.shutDown(c.req.param('id'), shutdown.data.day)
      return c.body(null, 204)
    })
    .put('/webhook', async (c) => {
      const target = Target.nullable().safeParse(await readJson(c.req.raw))
      if (!target.success) throw badRequest(z.prettifyError(target.error))
      control.setWebhook(target.data)
      return c.body(null, 204)
    })
    .get('/webhook', (c) => c.json(control.webhooks()))
    .get('/report', (c) => c.json(control.report()))
    .get('/violations', (c) => c.json({ data: control.violations() }))
  app.onError((thrown) => {
    if (thrown instanceof ApiError) return errorResponse(thrown.status, thrown.problem)
    throw thrown
  })
  return app
}

/** All kinds of faults with their description. */
function kinds() {
  const described = (table: Readonly<Record<string, { does: string }>>) =>
    Object.fromEntries(Object.entries(table).map(([kind, { does }]) => [kind, does]))
  return {
    batch: described(ENDINGS),
    row: described(ROW_FAULTS),
    http: described(HTTP_FAULTS),
    webhook: described(WEBHOOK_FAULTS),
  }
}

function reportOf({ batches, files, referee, requests, open }: ControlServices): Report {
  const all = batches.all()
  const { answered, good, input_tokens, output_tokens } = referee.totals()
  const byStatus: Report['batches']['by_status'] = {}
  for (const { status } of all) byStatus[status] = (byStatus[status] ?? 0) + 1
  return {
    requests: {
      total: [...requests.values()].reduce((sum, count) => sum + count, 0),
      by_route: Object.fromEntries(requests),
    },
    rows: { answered, good },
    open_questions: { ...open },
    tokens: { input: input_tokens, output: output_tokens },
    batches: { total: all.length, by_status: byStatus },
    files: { stored: files.all().length, undeleted: undeletedFiles(batches, files) },
    violations: referee.counts(),
  }
}

function undeletedFiles(batches: BatchStore, files: FileStore): Report['files']['undeleted'] {
  const left = batches
    .all()
    .filter(isTerminal)
    .flatMap((batch) => [
      { id: batch.inputFileId, batch_id: batch.id, role: 'input' as const },
      { id: batch.outputFileId ?? '', batch_id: batch.id, role: 'output' as const },
      { id: batch.errorFileId ?? '', batch_id: batch.id, role: 'error' as const },
    ])
  return left.filter(({ id }) => files.find(id))
}
