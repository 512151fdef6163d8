import { z } from 'zod'
import type { Shop } from '../../../sim/catalog/shops.ts'
import { truthfulAnswer } from '../../../sim/catalog/answers.ts'
import { cleanAnswer } from '../../../src/features/catalog/extract/clean-answer.ts'
import { postToAsk, type LabelledPost } from '../../../tools/evaluate/drafts/labelled-post.ts'
import { batchSteps } from './batches.ts'
import { changedPictureSteps } from './changed-pictures.ts'
import { changedPostSteps } from './changed-posts.ts'
import type { CrashWorld } from './crash-world.ts'
import { decisionSteps } from './decisions.ts'
import { messageSteps } from './messages.ts'
import { after, atInsert, atMeta, atModel, atUpdate, plan, type Step } from './stops.ts'
import { webhookSteps } from './webhooks.ts'

/** Scans every shop; one that is being scanned says so. */
export const scanShops = async (world: CrashWorld, inBatches = false): Promise<void> => {
  for (const shop of world.shops.all)
    await world.send('POST', '/api/instagram/scan', {
      store: world.storeOf(shop),
      limit: 1_000,
      months: 60,
      inBatches,
    })
}

/** They are not waited for: a scan that is stopped has its store locked. */
async function beginScans(world: CrashWorld): Promise<void> {
  void scanShops(world)
  return await Promise.resolve()
}

const Drafts = z.object({ data: z.array(z.object({ id: z.uuid() })) })

async function pendingOf(world: CrashWorld, shop: Shop): Promise<string[]> {
  const path = `/api/products/drafts?store=${world.storeOf(shop)}&status=pending&limit=50`
  const answer = await world.send('GET', path)
  return answer ? Drafts.parse(await answer.json()).data.map(({ id }) => id) : []
}

/** A person approves the newest draft; it is not waited for, because gramd dies before it answers. */
async function approveOne(world: CrashWorld): Promise<void> {
  const [id] = await pendingOf(world, world.manual)
  if (id !== undefined) void world.send('POST', `/api/products/drafts/${id}/approve`)
}

/** A person approves up to five drafts at once. */
export async function approveSome(world: CrashWorld): Promise<void> {
  const ids = (await pendingOf(world, world.manual)).slice(0, 5)
  if (ids.length > 0) void world.send('POST', '/api/products/drafts/batch-approve', { ids })
}

/** Each moment between what gramd asks and what it stores. */
export const STEPS: readonly Step[] = [
  ...[
    { at: 'the posts of a scan are asked for', arrange: atMeta({ path: '/media$' }) },
    {
      at: 'posts are stored, but their scan does not have them',
      arrange: atInsert('catalog_sync_posts'),
    },
    {
      at: 'a page is read and its posts are queued, but not committed',
      arrange: atUpdate(
        'scrape_tasks_open',
        "new.task_type = 'scan_store' and new.checkpoint is distinct from old.checkpoint",
      ),
    },
    { at: 'a later page is asked for', arrange: atMeta({ path: '/media$', skip: 1 }) },
    {
      at: 'all posts of a scan are listed, but not committed',
      arrange: atUpdate('catalog_syncs', 'new.is_listed and not old.is_listed'),
    },
  ].map((step) => ({ ...step, act: beginScans, isListing: true })),
  ...extractionSteps(),
  ...approvalSteps(),
  ...syncSteps(),
  ...changedPostSteps(),
  ...changedPictureSteps(),
  ...decisionSteps(),
  ...webhookSteps(),
  ...batchSteps(),
  ...messageSteps(),
]

function extractionSteps(): Step[] {
  const newPost = (arrange: Step['arrange']): Pick<Step, 'arrange' | 'act'> => ({
    arrange: after((world) => world.publish(world.manual), arrange),
    act: plan,
  })
  return [
    { at: 'a picture is fetched', ...newPost(atMeta({ path: '/cdn/' })) },
    { at: 'pictures are kept, but not committed', ...newPost(atInsert('catalog_pictures')) },
    { at: 'a question is noted, but not asked', ...newPost(atInsert('ai_calls')) },
    { at: 'a model is asked, but that does not arrive', ...newPost(atModel(false)) },
    { at: 'a model has answered, but the answer is lost', ...newPost(atModel(true)) },
    {
      at: 'an answer is read, but its drafts are not stored',
      ...newPost(atInsert('product_drafts')),
    },
    {
      at: 'drafts are stored, but not committed',
      ...newPost(
        atUpdate('catalog_posts', 'new.extracted_revision is distinct from old.extracted_revision'),
      ),
    },
    {
      at: 'the last post of a sync has ended, but that is not committed',
      ...newPost(atUpdate('catalog_syncs', "old.status = 'running' and new.status <> 'running'")),
    },
    {
      at: 'drafts are stored, but their cost is not',
      ...newPost(atUpdate('catalog_posts', 'new.cost_usd > old.cost_usd')),
    },
    {
      at: 'drafts are committed, but their task has not ended',
      ...newPost(
        atInsert('scrape_tasks_ended', "new.task_type = 'extract_post' and new.status = 'done'"),
      ),
    },
    {
      at: 'a model refuses, and that is not committed',
      arrange: after(
        (world) => {
          world.openai.control.addFault({ on: 'row', kind: 'refusal', times: 1 })
          world.publish(world.manual)
        },
        atUpdate('catalog_posts', 'new.failures > old.failures'),
      ),
      act: plan,
    },
  ]
}

function approvalSteps(): Step[] {
  const isSure = (post: LabelledPost): boolean =>
    cleanAnswer(truthfulAnswer(post), {
      ...postToAsk(post),
      pictures: post.pictures.map((_, place) => place + 1),
    }).every(({ flags, extracted: { evidence } }) => {
      return flags.length === 0 && evidence['price']?.kind === 'caption'
    })
  const bySelf = (arrange: Step['arrange']): Pick<Step, 'arrange' | 'act'> => ({
    arrange: after((world) => void world.publish(world.automatic, isSure), arrange),
    act: plan,
  })
  return [
    { at: 'a store approves, but the product is not stored', ...bySelf(atInsert('products')) },
    {
      at: 'a store has approved, but the draft does not say so',
      ...bySelf(atUpdate('product_drafts', "new.decided_by = 'store'")),
    },
    {
      at: 'a store has approved, but the pictures are not copied',
      ...bySelf(atInsert('media_uses', "new.owner like 'product:%'")),
    },
    {
      at: 'a person approves, but the product is not stored',
      arrange: atInsert('products'),
      act: approveOne,
    },
    {
      at: 'a person has approved, but the draft does not say so',
      arrange: atUpdate('product_drafts', "new.decided_by = 'person'"),
      act: approveOne,
    },
    {
      at: 'a person has approved several, and half of their pictures are copied',
      arrange: atInsert('product_pictures'),
      act: approveSome,
    },
  ]
}

function syncSteps(): Step[] {
  return [
    {
      at: 'stores are taken for a look that is not queued',
      arrange: atUpdate('stores', 'new.next_poll_at > old.next_poll_at'),
      act: plan,
    },
    { at: 'the newest posts are asked for', arrange: atMeta({ path: '/media$' }), act: plan },
    {
      at: 'a new post is stored, but its sync is not',
      arrange: after((world) => world.publish(world.manual), atInsert('catalog_syncs')),
      act: plan,
    },
    {
      at: 'a look is done, but not committed',
      arrange: after(
        (world) => world.publish(world.automatic),
        atUpdate('stores', 'new.polled_at is distinct from old.polled_at'),
      ),
      act: plan,
    },
  ]
}
