import type { Scope } from './roles.ts'

/** The pages that the console opens with, one for each kind of work, in this order. */
export const HOMES = ['editor', 'creator', 'seller', 'marketer', 'operator'] as const
export type Home = (typeof HOMES)[number]

/** The numbers that a person sees on every page: what is theirs, and what waits for them. */
export const OWN_COUNTS = [
  'own_accounts',
  'stores',
  'drafts',
  'posts',
  'members',
  'pool_accounts',
] as const
export type OwnCountName = (typeof OWN_COUNTS)[number]

export type OwnCounts = Readonly<Partial<Record<OwnCountName, number>>>

/**
 * Returns the homes that these rights allow: those of a creator and a seller need an account or a
 * store to show.
 */
export function homesOf(scopes: readonly Scope[], counts: OwnCounts): Home[] {
  const may = (scope: Scope) => scopes.includes(scope)
  const isOpen: Readonly<Record<Home, boolean>> = {
    editor: may('publishing:read'),
    creator: may('own:read') && (counts.own_accounts ?? 0) > 0,
    seller: may('own:read') && (counts.stores ?? 0) > 0,
    marketer: may('creators:read'),
    operator: may('system:read'),
  }
  return HOMES.filter((home) => isOpen[home])
}
