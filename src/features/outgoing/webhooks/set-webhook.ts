import { randomBytes } from 'node:crypto'
import { invalidField } from '../../../base/errors.ts'
import type { Tx } from '../../../db/handles.ts'
import { getList } from '../../lists/index.ts'
import { addWebhook, changeWebhook, findTarget, getWebhook } from '../store/webhooks.ts'
import type { NewWebhook, WebhookChange } from '../webhook-view.ts'
import { checkTarget, type PostParts } from './post-rows.ts'
import { PLACEHOLDERS, type WebhookRows } from './rows.ts'
import { readTemplate } from './template.ts'

/**
 * Stores a webhook, and returns its id and its secret. Throws NoSuchRecordError, and
 * InvalidInputError for an address that is not public and a placeholder that is unknown.
 */
export async function makeWebhook(
  tx: Tx,
  parts: PostParts,
  wished: NewWebhook,
  userId: string | null,
): Promise<{ id: string; secret: string }> {
  const { list, url, authorization, ...fields } = wished
  const { id: list_id, is_campaign } = await getList(tx, list)
  if (wished.rows === 'results' && !is_campaign)
    throw invalidField('list', 'is no campaign', { code: 'not_a_campaign' })
  requireTemplate(wished.template, wished.rows)
  await requirePublic(parts, url, userId)
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const target = { url, secret, authorization }
  const id = await addWebhook(tx, parts.config.encryptionKeys, {
    ...fields,
    list_id,
    target,
    createdBy: userId,
  })
  return { id, secret }
}

/** Changes what is sent in `change`. Throws like `makeWebhook`. */
export async function setWebhook(
  tx: Tx,
  parts: PostParts,
  id: string,
  change: WebhookChange,
): Promise<void> {
  const known = await getWebhook(tx, id)
  const keys = parts.config.encryptionKeys
  const target = await findTarget(tx, keys, id)
  if (!target) return
  const { createdBy, ...before } = target
  if (change.template !== undefined) requireTemplate(change.template, known.rows)
  if (change.url !== undefined) await requirePublic(parts, change.url, createdBy)
  const { authorization = before.authorization } = change
  await changeWebhook(tx, keys, id, {
    name: change.name ?? known.name,
    template: change.template ?? known.template,
    batch_size: change.batch_size ?? known.batch_size,
    rows_field: change.rows_field === undefined ? known.rows_field : change.rows_field,
    is_active: change.is_active ?? known.is_active,
    target: { ...before, url: change.url ?? before.url, authorization },
  })
}

function requireTemplate(template: string, rows: WebhookRows): void {
  const read = readTemplate(template, PLACEHOLDERS[rows])
  if (!('fault' in read)) return
  const { fault, ...coded } = read
  throw invalidField('template', fault, coded)
}

async function requirePublic(parts: PostParts, url: string, userId: string | null): Promise<void> {
  const checked = await checkTarget(parts, url, userId)
  if ('refusal' in checked) throw invalidField('url', checked.refusal, { code: 'not_a_public_url' })
}
