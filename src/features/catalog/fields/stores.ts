import { namesOf, type Field, type Fields, type ValuesOf } from '../../../base/fields.ts'

/** The categories of a new store; its owner may edit them. */
export const DEFAULT_CATEGORIES = [
  'Fashion & Apparel',
  'Electronics & Gadgets',
  'Home & Living',
  'Beauty & Personal Care',
  'Food & Beverages',
  'Sports & Fitness',
  'Books & Media',
  'Toys & Games',
  'Other',
] as const

/**
 * The decisions of people about a store, by column of `stores`. The schemas of the API, the columns
 * that the store reads, the options of `gramd stores` and the form of a store follow from this
 * table; its order is that of the form. `store-view.ts` has the schemas of fields that take less
 * than their kind does.
 */
export const STORE_FIELDS = {
  name: { kind: 'line', max: 120, about: 'what it is called', value: 'NAME' },
  connection_id: {
    kind: 'text',
    max: 200,
    default: null,
    about: 'the connected account that it reads, by username or id',
    option: 'account',
  },
  currency: {
    kind: 'currency',
    about: 'of prices that name none, by ISO 4217',
    description: 'ISO 4217, of prices that name none',
  },
  auto_sync: {
    kind: 'flag',
    default: true,
    about: 'whether new posts become drafts by themselves',
    description: 'New posts become drafts by themselves',
  },
  with_videos: { kind: 'flag', default: true, about: 'whether videos are read', option: 'videos' },
  with_carousels: {
    kind: 'flag',
    default: true,
    about: 'whether carousels are read',
    option: 'carousels',
  },
  auto_approve_from: {
    kind: 'number',
    min: 0.9,
    max: 1,
    default: null,
    about: 'the confidence, from 0.9 on, at which drafts become products',
    description: 'From this confidence on drafts become products by themselves',
  },
  approved_as: {
    kind: 'choice',
    values: ['active', 'draft'],
    default: 'active',
    about: 'the status of new products',
    description: 'The status of new products',
  },
  languages: {
    kind: 'list',
    max: 2,
    most: 10,
    default: [],
    about: 'of its captions, by ISO 639-1, as in en,sw',
    description: 'Of its captions, by ISO 639-1',
    value: 'CODE',
  },
  categories: {
    kind: 'list',
    max: 80,
    most: 100,
    default: DEFAULT_CATEGORIES,
    about: 'of its products',
    value: 'NAME',
  },
  product_url: {
    kind: 'url',
    default: null,
    about: "of the shop's own pages, with {slug} in it",
    description:
      'Of the shop’s own pages, as in https://shop.example/p/{slug}: Meta’s catalog needs it',
  },
} as const satisfies Fields

export type StoreField = keyof typeof STORE_FIELDS
export const STORE_FIELD_NAMES: readonly StoreField[] = namesOf(STORE_FIELDS)

export type StoreFields = ValuesOf<typeof STORE_FIELDS>

export const fieldOfStore = (name: StoreField): Field => STORE_FIELDS[name]
