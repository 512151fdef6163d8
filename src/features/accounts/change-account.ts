import { invalidField } from '../../base/errors.ts'
import type { z } from '../../http/router.ts'
import type { RowCheck } from '../../db/row-check.ts'
import { switchWithin } from '../../pool/sessions/renewal-switch.ts'
import type { Precondition } from '../../http/operations/version.ts'
import { updateAccount } from '../../pool/accounts/update-account.ts'
import type { Services } from '../services.ts'
import {
  changeSettings,
  findPublishingAccounts,
  getPublishingAccount,
  lockPublishingAccount,
  publishingSettings,
} from '../publishing/index.ts'
import { appInput, type AccountChange } from './account-input.ts'
import { readAccountDetail } from './account-item.ts'
import { briefOf } from './account-page.ts'
import { settling } from './settle-publishing.ts'

type Body = z.output<typeof AccountChange>
export type AccountAnswer =
  | Awaited<ReturnType<typeof readAccountDetail>>
  | ReturnType<typeof briefOf>
type Parts = Pick<Services, 'db' | 'pool' | 'poolContext' | 'config'>

/**
 * Changes an account of the pool, or what a connected one that is in a group is to publishing.
 * Throws as `updateAccount`.
 */
export async function changeAccount(
  services: Parts,
  id: string,
  body: Body,
  { by, requireMatch }: Precondition<AccountAnswer> & { by: string },
): Promise<AccountAnswer> {
  const [known] = await findPublishingAccounts(services.db, [id])
  if (known?.connection_id === id)
    return await changeConnected(services, known.id, body, requireMatch)
  await changePooled(services, id, body, {
    by,
    check: async (tx) =>
      await requireMatch(async () => await readAccountDetail({ ...services, db: tx }, id)),
  })
  return await readAccountDetail(services, id)
}

async function changePooled(
  { poolContext }: Parts,
  id: string,
  body: Body,
  { by, check }: { by: string; check: RowCheck },
): Promise<void> {
  const change = {
    password: body.password,
    totpSeed: body.totp_seed,
    notes: body.notes,
    timeZone: body.time_zone,
    warmUp: body.warm_up,
    proxyId: body.proxy_id,
    shareProxy: body.share_proxy,
    appProfile: appInput(body.app_profile, poolContext.adapter.app),
    purpose: body.purpose,
  }
  const { automatic_renewal: on } = body
  await updateAccount(poolContext, id, change, {
    check,
    async follow(tx, changes) {
      await settling(body)?.(tx, id)
      if (on !== undefined) await switchWithin(tx, changes, { accountId: id, on, by })
    },
  })
}

async function changeConnected(
  { db, config }: Parts,
  id: string,
  body: Body,
  requireMatch: Precondition<AccountAnswer>['requireMatch'],
) {
  const settings = publishingSettings(body) ?? {}
  const foreign = Object.entries(body).find(
    ([name, value]) => value !== undefined && !Object.hasOwn(settings, name),
  )
  if (foreign)
    throw invalidField(foreign[0], 'is of accounts of the pool; this one is connected', {
      code: 'pool_only',
    })
  await db.transaction().execute(async (tx) => {
    await requireMatch(async () => {
      await lockPublishingAccount(tx, id)
      return briefOf(await getPublishingAccount(tx, id), true, config)
    })
    await changeSettings(tx, id, settings)
  })
  return briefOf(await getPublishingAccount(db, id), true, config)
}
