import { createRandom, type Random } from '../instagram/random.ts'
import type { ListFaultKind, ListRulesOrder } from '../instagram/list-rules.ts'
import type { ListKind } from '../instagram/world/relations/layout.ts'

/** How a list may end: complete, or the reason why it is incomplete. */
type ListEnd = 'complete' | (string & {})

type ListFaultPlan = { kind: ListFaultKind; list: ListKind; skip: number; count?: number }

/** One check with the rules and faults of its lists, and how it may end. */
export type Case = {
  name: string
  followers: number
  following: number
  mutuals: number
  kinds: readonly ('followers' | 'following' | 'mutuals')[]
  max: number | null
  rules: ListRulesOrder
  faults: readonly ListFaultPlan[]
  /** Members join, leave, come back and change names while the lists are read. */
  isMoving: boolean
  /** The creator's profile fails before the check (0), or once so many members are stored. */
  profileFault: { kind: 'private' | 'deleted' | 'poison'; atMembers: number } | null
  /** Allowed ends of each list that is read. */
  ends: Partial<Record<ListKind, readonly ListEnd[]>>
}

export type CaseOptions = {
  seed: string
  /** Members of the longest list. */
  size: number
}

/** Followers in most cases: as in the original problem, a session that died after 728 of 1,663. */
const USUAL = 1_663
const LONG = 50_000
/** 728 of 1,663 are eight whole pages. */
const PAGE_OF_728 = 91

const COMPLETE: Case['ends'] = { followers: ['complete'], following: ['complete'] }
const usual: Omit<Case, 'name'> = {
  followers: USUAL,
  following: 640,
  mutuals: 210,
  kinds: ['followers', 'following', 'mutuals'],
  max: null,
  rules: {},
  faults: [],
  isMoving: false,
  profileFault: null,
  ends: COMPLETE,
}

/** The checks of a run, the longest list first, without lists longer than `size`. */
export function planCases({ seed, size }: CaseOptions): Case[] {
  const random = createRandom(seed, 'relation cases')
  const cases: Case[] = [
    ...longCases(random, size),
    { ...usual, name: 'nobody', followers: 0, following: 0, mutuals: 0 },
    { ...usual, name: 'one', followers: 1, following: 1, mutuals: 1 },
    { ...usual, name: '1,663 in small pages', rules: { pageSize: PAGE_OF_728 } },
    { ...usual, name: '1,663 in repeating pages', rules: { pageSize: 60, repeats: 13 } },
    ...boundCases(),
    ...recoverableCases(random),
    ...movingCases(),
    ...partialCases(),
    ...refusedCases(),
  ]
  return cases.filter(({ followers, following }) => Math.max(followers, following) <= size)
}

function longCases(random: Random, size: number): Case[] {
  const half = { following: 5_000, mutuals: 1_000 }
  const many = { ...usual, ...half, faults: recoverableFaults(random, LONG / 200, 5) }
  return [
    // The requested size is always a case.
    ...(size > LONG
      ? [{ ...many, name: `${size.toLocaleString('en')} members`, followers: size }]
      : []),
    { ...many, name: '50,000 members', followers: LONG },
    { ...usual, ...half, name: '50,000 moving members', followers: LONG, isMoving: true },
    {
      ...usual,
      ...half,
      name: '50,000 members, cursors of the account',
      followers: LONG,
      rules: { cursors: 'account', foreign: 'first_page' },
    },
  ]
}

/** Cursors that another account or session cannot use, with each answer to their use. */
const boundCases = (): Case[] =>
  (['account', 'session'] as const).flatMap((cursors) =>
    (['refused', 'empty', 'first_page'] as const).map((foreign) => ({
      ...usual,
      name: `cursors of the ${cursors}, foreign ones ${foreign}`,
      rules: { cursors, foreign, pageSize: 50 },
    })),
  )

const RECOVERABLE = [
  'empty',
  'empty_page',
  'lost_page',
  'end',
  'first_page',
  'stuck',
  'twice',
] as const satisfies readonly ListFaultKind[]

const recoverableCases = (random: Random): Case[] => [
  ...RECOVERABLE.map((kind) => ({
    ...usual,
    name: `a page that is ${kind}`,
    faults: [
      { kind, list: 'followers' as const, skip: random.integer(0, 8), count: 1 },
      { kind, list: 'following' as const, skip: random.integer(0, 3), count: 1 },
    ],
  })),
  { ...usual, name: 'faulty pages', faults: recoverableFaults(random, 9, 3) },
]

/** Each occurs once, within the first `pages`. */
const recoverableFaults = (random: Random, pages: number, count: number): ListFaultPlan[] =>
  Array.from({ length: count }, () => ({
    kind: random.pick(RECOVERABLE),
    list: 'followers' as const,
    skip: random.integer(0, pages - 1),
    count: 1,
  }))

const movingCases = (): Case[] =>
  [25, 40].map((pageSize) => ({
    ...usual,
    name: `moving members, ${pageSize} a page`,
    isMoving: true,
    rules: { pageSize },
  }))

/** Lists that can be read in part only. */
const partialCases = (): Case[] => [
  {
    ...usual,
    name: 'cut by the platform with notice',
    rules: { listed: 900, reportsLimit: true },
    ends: { followers: ['limited_by_platform'], following: ['complete'] },
  },
  {
    ...usual,
    name: 'only 50 are shown, with notice',
    rules: { listed: 50, reportsLimit: true },
    ends: { followers: ['only_few_shown'], following: ['only_few_shown'] },
  },
  {
    ...usual,
    name: 'only 48 are shown, without notice',
    rules: { listed: 48, reportsLimit: false },
    ends: { followers: ['only_few_shown'], following: ['only_few_shown'] },
  },
  { ...usual, name: 'the last page again and again', rules: { endless: true } },
  {
    ...usual,
    name: 'cut by the platform without notice',
    rules: { listed: 900, reportsLimit: false },
    ends: { followers: ['shorter_than_expected'], following: ['complete'] },
  },
  {
    ...usual,
    name: 'limited on one page',
    faults: [{ kind: 'limited', list: 'followers', skip: 4, count: 1 }],
    ends: { followers: ['limited_by_platform'], following: ['complete'] },
  },
  {
    ...usual,
    name: 'no member is shown',
    faults: [{ kind: 'empty', list: 'followers', skip: 0 }],
    ends: { followers: ['empty_answer'], following: ['complete'] },
  },
  {
    ...usual,
    name: 'no member after three pages',
    faults: [{ kind: 'empty', list: 'followers', skip: 3 }],
    ends: { followers: ['empty_answer'], following: ['complete'] },
  },
  {
    ...usual,
    name: 'the first page again and again',
    faults: [{ kind: 'first_page', list: 'followers', skip: 2 }],
    // The second reading gets its own last page again: to start over would lead there once more.
    ends: { followers: ['shorter_than_expected'], following: ['complete'] },
  },
  {
    ...usual,
    name: 'at most 500',
    max: 500,
    ends: { followers: ['max_reached'], following: ['max_reached'] },
  },
]

/** Profiles that cannot be read, or become so. */
const refusedCases = (): Case[] => [
  {
    ...usual,
    name: 'private',
    profileFault: { kind: 'private', atMembers: 0 },
    ends: { followers: ['target_private'], following: ['target_private'] },
  },
  {
    ...usual,
    name: 'deleted',
    profileFault: { kind: 'deleted', atMembers: 0 },
    ends: { followers: ['target_gone'], following: ['target_gone'] },
  },
  {
    ...usual,
    name: 'every request meets a challenge',
    profileFault: { kind: 'poison', atMembers: 0 },
    ends: { followers: ['target_quarantined'], following: ['target_quarantined'] },
  },
  {
    ...usual,
    name: 'private during the check',
    rules: { pageSize: 10 },
    profileFault: { kind: 'private', atMembers: 100 },
    ends: { followers: ['target_private'], following: ['target_private'] },
  },
  {
    ...usual,
    name: 'deleted during the check',
    rules: { pageSize: 10 },
    profileFault: { kind: 'deleted', atMembers: 100 },
    ends: { followers: ['target_gone'], following: ['target_gone'] },
  },
]
