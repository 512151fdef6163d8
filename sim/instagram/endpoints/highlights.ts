import { fail, ok } from '../answer.ts'
import { reelOf, trayItem } from '../wire/reel.ts'
import type { ApiRequest, Outcome, Route, Services } from './route.ts'
import { findTarget, poisonOf } from './target.ts'

/** Reels per request. */
const MAX_REELS = 20

export const highlightRoutes: Route[] = [
  {
    method: 'GET',
    path: /^\/api\/v1\/highlights\/(\d+)\/highlights_tray\/$/,
    endpointClass: 'tray',
    needsSession: true,
    answer: tray,
  },
  {
    method: 'POST',
    path: /^\/api\/v1\/feed\/reels_media\/$/,
    endpointClass: 'stories',
    needsSession: true,
    answer: ({ form }, services) => reels(idList(form['user_ids'] ?? form['reel_ids']), services),
  },
  {
    method: 'GET',
    path: /^\/api\/v1\/feed\/reels_media\/$/,
    endpointClass: 'stories',
    needsSession: true,
    answer: ({ query }, services) => reels(query.getAll('reel_ids'), services),
  },
]

function tray({ params }: ApiRequest, services: Services): Outcome {
  const { creator, outcome } = findTarget(services, params[0] ?? '')
  if (outcome) return outcome
  const highlights = creator.isPrivate ? [] : services.world.highlights(creator)
  return ok({
    tray: highlights.map((highlight) => trayItem(highlight, services.shapes)),
    show_empty_state: false,
    suggested_highlights: {},
    cursor: null,
    highlights_tray_type: 'DEFAULT',
  })
}

/** The stories of up to 20 highlights; unknown ids are missing. */
function reels(ids: string[] | null, services: Services): Outcome {
  if (!ids || ids.length === 0 || !ids.every((id) => /^(highlight:)?\d+$/.test(id))) {
    return fail(400, { message: 'Invalid reel id list' })
  }
  if (ids.length > MAX_REELS) return fail(400, { message: 'Too many reels requested.' })
  const found: Record<string, Record<string, unknown>> = {}
  for (const id of ids) {
    const highlight = id.startsWith('highlight:')
      ? services.world.highlight(id.slice('highlight:'.length))
      : null
    if (!highlight) continue
    const outcome = poisonOf(services, highlight.creator)
    if (outcome) return outcome
    const { isDeleted, isPrivate } = highlight.creator
    if (!isDeleted && !isPrivate) found[id] = reelOf(highlight, services.shapes)
  }
  return ok({ reels: found, reels_media: Object.values(found) })
}

/** A list of ids, sent as an array or as JSON text. */
function idList(sent: unknown): string[] | null {
  if (Array.isArray(sent)) return sent.map(String)
  if (typeof sent !== 'string') return null
  try {
    const parsed: unknown = JSON.parse(sent)
    return Array.isArray(parsed) ? parsed.map(String) : null
  } catch {
    return null // invalid JSON: the caller answers 400
  }
}
