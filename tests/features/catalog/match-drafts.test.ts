import { matchDrafts } from '../../../src/features/catalog/extract/match-drafts.ts'
import { expect, test } from '../../fixtures/test.ts'

type Written = [name: string, price?: string, pictures?: number[]]

const said = ([name, price, pictures = [1]]: Written) => ({
  extracted: {
    name,
    price: price ?? null,
    pictures,
    description: '',
    compare_at_price: null,
    currency: 'KES',
    category: null,
    tags: [],
    variants: [],
    evidence: {},
  },
  confidence: 1,
  flags: [],
})

/** The names before, in the order of the products now. */
function matched(before: Written[], now: Written[], dropped: string[] = []) {
  const known = before.map((each) => ({ ...said(each), isDropped: dropped.includes(each[0]) }))
  const found = matchDrafts(known, now.map(said))
  return now.map((_, place) => found.get(place)?.extracted.name ?? null)
}

test.for<[string, Written[], Written[], (string | null)[]]>([
  [
    'one is gone',
    [
      ['Red bag', '900'],
      ['Blue hat', '500'],
    ],
    [['Blue hat', '500']],
    ['Blue hat'],
  ],
  ['they change places', [['Bag'], ['Hat']], [['Hat'], ['Bag']], ['Hat', 'Bag']],
  [
    'a price changes',
    [
      ['Bag', '9'],
      ['Hat', '5'],
    ],
    [
      ['Hat', '6'],
      ['Bag', '9'],
    ],
    ['Hat', 'Bag'],
  ],
  [
    'two have one name',
    [
      ['Bag', '9'],
      ['Bag', '5'],
    ],
    [
      ['Bag', '5'],
      ['Bag', '8'],
    ],
    ['Bag', 'Bag'],
  ],
  ['a name grows', [['Hat'], ['Bag']], [['Blue hat'], ['Bag']], ['Hat', 'Bag']],
  [
    'a name is written otherwise',
    [['BLUE HAT'], ['Bag']],
    [['Bag'], ['Blue hat']],
    ['Bag', 'BLUE HAT'],
  ],
  [
    'a name changes, and its own picture stays',
    [
      ['Hat', '5', [1]],
      ['Bag', '9', [2]],
    ],
    [
      ['Cap', '6', [1]],
      ['Bag', '9', [2]],
    ],
    ['Hat', 'Bag'],
  ],
  ['another one takes a place', [['Bag'], ['Hat']], [['Scarf'], ['Hat']], [null, 'Hat']],
  [
    'another one has the price',
    [
      ['Bag', '9'],
      ['Hat', '5'],
    ],
    [
      ['Scarf', '9'],
      ['Hat', '5'],
    ],
    [null, 'Hat'],
  ],
  ['the only one is called otherwise', [['Ankara gown', '9']], [['Dress', '8']], ['Ankara gown']],
  ['one comes', [['Bag']], [['Hat'], ['Bag']], [null, 'Bag']],
  ['nothing was known', [], [['Hat']], [null]],
])('products of a post are told apart when %s', ([, before, now, expected]) => {
  expect(matched(before, now)).toEqual(expected)
})

test('what the post sells no more comes back as itself, and gives its place to nothing else', () => {
  const before: Written[] = [['Bag'], ['Hat']]
  expect(matched(before, [['Bag']], ['Bag'])).toEqual(['Bag'])
  expect(matched(before, [['Scarf']], ['Bag'])).toEqual(['Hat'])
  expect(matched(before, [['Scarf']], ['Bag', 'Hat'])).toEqual([null])
  expect(matched([['Bag']], [['Scarf']], ['Bag'])).toEqual(['Bag'])
})
