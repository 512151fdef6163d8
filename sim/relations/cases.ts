import { createRandom, type Random } from '../instagram/random.ts'
import type { ListFaultKind, ListRulesOrder } from '../instagram/list-rules.ts'
import type { ListKind } from '../instagram/world/relations/layout.ts'

/** How a list may end: complete, or incomplete for one of these reasons. */
type ListEnd = 'complete' | (string & {})

type ListFaultPlan = { kind: ListFaultKind; list: ListKind; skip: number; count?: number }

/** One check, what befalls its lists, and how it may end. */
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
  isRestless: boolean
  /** What becomes of the creator: before the check, or once so many members are stored. */
  fate: { kind: 'private' | 'deleted' | 'poison'; atMembers: number } | null
  /** By list; a list that is not read is left out. */
  ends: Partial<Record<ListKind, readonly ListEnd[]>>
}

export type CaseOptions = {
  seed: string
  /** Members of the longest list. */
  size: number
}

/** Members of the lists that most cases have, and what it is about: a session that dies after 728 of them. */
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
  isRestless: false,
  fate: null,
  ends: COMPLETE,
}

/** The checks of a run, the longest list first; lists longer than `size` are left out. */
export function planCases({ seed, size }: CaseOptions): Case[] {
  const random = createRandom(seed, 'relation cases')
  const cases: Case[] = [
    ...longCases(random, size),
    { ...usual, name: 'nobody', followers: 0, following: 0, mutuals: 0 },
    { ...usual, name: 'one', followers: 1, following: 1, mutuals: 1 },
    { ...usual, name: '1,663 in small pages', rules: { pageSize: PAGE_OF_728 } },
    { ...usual, name: '1,663 in repeating pages', rules: { pageSize: 60, repeats: 13 } },
    ...boundCases(),
    ...healingCases(random),
    ...restlessCases(),
    ...partCases(),
    ...refusedCases(),
  ]
  return cases.filter(({ followers, following }) => Math.max(followers, following) <= size)
}

function longCases(random: Random, size: number): Case[] {
  const half = { following: 5_000, mutuals: 1_000 }
  const many = { ...usual, ...half, faults: healingFaults(random, LONG / 200, 5) }
  return [
    // The stated size, so that it is among the cases whatever it is.
    ...(size > LONG
      ? [{ ...many, name: `${size.toLocaleString('en')} members`, followers: size }]
      : []),
    { ...many, name: '50,000 members', followers: LONG },
    { ...usual, ...half, name: '50,000 restless members', followers: LONG, isRestless: true },
    {
      ...usual,
      ...half,
      name: '50,000 members, cursors of the account',
      followers: LONG,
      rules: { cursors: 'account', foreign: 'first_page' },
    },
  ]
}

/** Cursors that another account or a later session may not use, in each way of saying so. */
const boundCases = (): Case[] =>
  (['account', 'session'] as const).flatMap((cursors) =>
    (['refused', 'empty', 'first_page'] as const).map((foreign) => ({
      ...usual,
      name: `cursors of the ${cursors}, foreign ones ${foreign}`,
      rules: { cursors, foreign, pageSize: 50 },
    })),
  )

const HEALING = [
  'empty',
  'empty_page',
  'lost_page',
  'end',
  'first_page',
  'stuck',
  'twice',
] as const satisfies readonly ListFaultKind[]

const healingCases = (random: Random): Case[] => [
  ...HEALING.map((kind) => ({
    ...usual,
    name: `a page that is ${kind}`,
    faults: [
      { kind, list: 'followers' as const, skip: random.integer(0, 8), count: 1 },
      { kind, list: 'following' as const, skip: random.integer(0, 3), count: 1 },
    ],
  })),
  { ...usual, name: 'spoiled pages', faults: healingFaults(random, 9, 3) },
]

/** Each strikes once, somewhere in the first `pages`. */
const healingFaults = (random: Random, pages: number, count: number): ListFaultPlan[] =>
  Array.from({ length: count }, () => ({
    kind: random.pick(HEALING),
    list: 'followers' as const,
    skip: random.integer(0, pages - 1),
    count: 1,
  }))

const restlessCases = (): Case[] =>
  [25, 40].map((pageSize) => ({
    ...usual,
    name: `restless members, ${pageSize} a page`,
    isRestless: true,
    rules: { pageSize },
  }))

/** Lists of which only a part can be had. */
const partCases = (): Case[] => [
  {
    ...usual,
    name: 'cut by the platform, which says so',
    rules: { shown: 900, tellsLimit: true },
    ends: { followers: ['limited_by_platform'], following: ['complete'] },
  },
  {
    ...usual,
    name: 'cut by the platform in silence',
    rules: { shown: 900, tellsLimit: false },
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
    name: 'nobody is shown',
    faults: [{ kind: 'empty', list: 'followers', skip: 0 }],
    ends: { followers: ['empty_answer'], following: ['complete'] },
  },
  {
    ...usual,
    name: 'nobody after three pages',
    faults: [{ kind: 'empty', list: 'followers', skip: 3 }],
    ends: { followers: ['empty_answer'], following: ['complete'] },
  },
  {
    ...usual,
    name: 'the first page again and again',
    faults: [{ kind: 'first_page', list: 'followers', skip: 2 }],
    ends: { followers: ['cursors_lost', 'endless_list'], following: ['complete'] },
  },
  {
    ...usual,
    name: 'at most 500',
    max: 500,
    ends: { followers: ['max_reached'], following: ['max_reached'] },
  },
]

/** Profiles that may not be read, or not any more. */
const refusedCases = (): Case[] => [
  {
    ...usual,
    name: 'private',
    fate: { kind: 'private', atMembers: 0 },
    ends: { followers: ['target_private'], following: ['target_private'] },
  },
  {
    ...usual,
    name: 'deleted',
    fate: { kind: 'deleted', atMembers: 0 },
    ends: { followers: ['target_gone'], following: ['target_gone'] },
  },
  {
    ...usual,
    name: 'whoever asks meets a challenge',
    fate: { kind: 'poison', atMembers: 0 },
    ends: { followers: ['target_set_aside'], following: ['target_set_aside'] },
  },
  {
    ...usual,
    name: 'private on the way',
    rules: { pageSize: 10 },
    fate: { kind: 'private', atMembers: 100 },
    ends: { followers: ['target_private'], following: ['target_private'] },
  },
  {
    ...usual,
    name: 'deleted on the way',
    rules: { pageSize: 10 },
    fate: { kind: 'deleted', atMembers: 100 },
    ends: { followers: ['target_gone'], following: ['target_gone'] },
  },
]
