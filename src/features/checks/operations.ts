import { sql, type RawBuilder } from 'kysely'
import { ConflictError, invalidField } from '../../base/errors.ts'
import { parseCreatorAddress } from '../../creators/address.ts'
import type { Tx } from '../../db/handles.ts'
import type { Answerable } from '../../http/operations/declared.ts'
import { operationsFor } from '../../http/operations/verbs.ts'
import { pageFields, pageOf } from '../../http/pagination.ts'
import { z } from '../../http/router.ts'
import type { Services } from '../services.ts'
import { cancelVisible, type CheckEnd, type CheckReader, type VisibleCheck } from './store/state.ts'
import { CHECK_STATUSES, type VisibleView } from './check-view.ts'

/** One kind of checks, whose operations both kinds share; `S` are the services that it needs. */
type CheckKind<S, Row extends VisibleCheck, View extends z.ZodType<VisibleView>> = {
  path: '/api/relations' | '/api/relations/pairs'
  View: View
  /** Whether a check (`c`) is about this username. */
  isAbout(username: string): RawBuilder<unknown>
  checks: CheckReader<Row>
  /** Returns a function that shows these checks as the API does. */
  viewer(rows: readonly Row[], services: S): Promise<(row: Row) => Answerable<z.output<View>>>
  /**
   * Confirms the cost, and enqueues the task if the check waited for that; returns whether it did.
   */
  confirm(tx: Tx, id: string, services: S): Promise<boolean>
  end(tx: Tx, id: string, end: CheckEnd): Promise<void>
}

type Needed = Pick<Services, 'db' | 'queue'>

const params = z.object({ id: z.uuid() })

/** The operations that both kinds share, and `show`, which loads a check as they show it. */
export function checkOperations<
  S extends Needed,
  Row extends VisibleCheck,
  View extends z.ZodType<VisibleView>,
>(kind: CheckKind<S, Row, View>) {
  const show = async (services: S, id: string): Promise<Answerable<z.output<View>>> => {
    const row = await kind.checks.get(services.db, id)
    return (await kind.viewer([row], services))(row)
  }
  return { show, ...reading(kind, show), ...steering(kind, show) }
}

type Show<S, View extends z.ZodType> = (
  services: S,
  id: string,
) => Promise<Answerable<z.output<View>>>

function reading<S extends Needed, Row extends VisibleCheck, View extends z.ZodType<VisibleView>>(
  { path, View, isAbout, checks, viewer }: CheckKind<S, Row, View>,
  show: Show<S, View>,
) {
  const operation = operationsFor<S>()
  const { noun } = checks
  return {
    list: operation.get({
      path,
      access: 'creators:read',
      summary: `Every ${noun}, newest first`,
      query: z.strictObject({
        username: z.string().min(1).max(2_000).optional(),
        status: z.enum(CHECK_STATUSES).optional(),
        ...pageFields,
      }),
      answer: pageOf(View),
      success: 'A page of checks',
      async run({ query: { username, ...page } }, services) {
        const which = username === undefined ? sql`true` : isAbout(readUsername(username))
        return await checks.page(
          services.db,
          { ...page, which },
          async (rows) => await viewer(rows, services),
        )
      },
    }),

    get: operation.get({
      path: `${path}/{id}`,
      access: 'creators:read',
      summary: `One ${noun}, with how far it is`,
      params,
      answer: View,
      success: 'The check',
      refusals: { 404: `No such ${noun}` },
      run: async ({ params: { id } }, services) => await show(services, id),
    }),
  }
}

function steering<S extends Needed, Row extends VisibleCheck, View extends z.ZodType<VisibleView>>(
  { path, View, checks, confirm, end }: CheckKind<S, Row, View>,
  show: Show<S, View>,
) {
  const operation = operationsFor<S>()
  const { noun } = checks
  const noSuchCheck = { 404: `No such ${noun}` }
  return {
    confirm: operation.act({
      path: `${path}/{id}/confirm`,
      access: 'creators:write',
      summary: `Let a ${noun} continue that waits for confirmation of its cost`,
      params,
      answer: View,
      status: 202,
      success: 'The check',
      refusals: { ...noSuchCheck, 409: 'It does not wait for that' },
      async run({ params: { id } }, services) {
        const { db, queue } = services
        await checks.get(db, id)
        await db.transaction().execute(async (tx) => {
          if (!(await confirm(tx, id, services)))
            throw new ConflictError('the check does not wait for a confirmation')
        })
        queue.wake()
        return await show(services, id)
      },
    }),

    cancel: operation.act({
      path: `${path}/{id}/cancel`,
      access: 'creators:write',
      summary: `End a ${noun}; its results stay`,
      params,
      answer: View,
      success: 'The check',
      refusals: { ...noSuchCheck, 409: 'It has ended' },
      async run({ params: { id } }, services) {
        const check = await checks.get(services.db, id)
        await cancelVisible(services, check, checks.table, async (tx) => {
          await end(tx, id, { status: 'cancelled', reason: 'cancelled' })
        })
        return await show(services, id)
      },
    }),
  }
}

/** Throws an InvalidInputError that names `username`. */
export function readUsername(text: string): string {
  const parsed = parseCreatorAddress(text)
  if ('username' in parsed) return parsed.username
  throw invalidField('username', parsed.reason, { code: 'not_a_username' })
}
