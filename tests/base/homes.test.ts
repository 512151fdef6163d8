import { expect, test } from 'vitest'
import { homesOf } from '../../src/base/homes.ts'
import { ROLES } from '../../src/base/roles.ts'

const BOTH = { own_accounts: 1, stores: 2 }

test.for([
  ['admin', BOTH, ['editor', 'creator', 'seller', 'marketer', 'operator']],
  ['admin', {}, ['editor', 'marketer', 'operator']],
  ['member', {}, ['marketer']],
  ['member', { own_accounts: 1 }, ['creator', 'marketer']],
  ['member', { stores: 1 }, ['seller', 'marketer']],
  ['member', { own_accounts: 0, stores: 0 }, ['marketer']],
  ['editor', BOTH, ['editor']],
  ['viewer', BOTH, ['marketer']],
] as const)('the homes of a %s with %j are %j', ([role, counts, homes]) => {
  expect(homesOf(ROLES[role], counts)).toEqual(homes)
})
